/** A rule of the domain broken by an inventory: what, at which path, and what to do. `inventory/` knows the place. */
export interface Breach {
  path: (string | number)[];
  message: string;
  hint: string;
}
