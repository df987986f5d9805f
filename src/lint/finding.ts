/**
 * `error`: the failover, or the service, fails in some case that will come. `warning`: it is slower, or less sure,
 * than it looks. `note`: a habit of the field that this pair does not have; told only when asked for.
 */
export type Severity = 'error' | 'warning' | 'note';

/** One mistake, where it stands, and what to do about it. */
export interface Finding {
  /** Number in the catalogue: "VRRP001". */
  id: string;
  severity: Severity;
  /** null: of several nodes, or of the clusters of a project. */
  node: string | null;
  /** As the user knows it; null: of no file, as what is missing altogether. */
  file: string | null;
  line: number | null;
  column: number | null;
  message: string;
  fix: string;
}
