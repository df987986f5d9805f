/** What Ansible keeps encrypted: seen, never opened. */
export class Vaulted {}

export interface Variable {
  value: unknown;
  /** Where a person finds it: "hosts.ini:12", "group_vars/lb.yml". */
  from: string;
}

export type Variables = Map<string, Variable>;

export interface SourceGroup {
  hosts: Set<string>;
  children: Set<string>;
  vars: Variables;
}

/** An Ansible inventory as it is written: nothing inherited yet. */
export interface Source {
  hosts: Map<string, Variables>;
  groups: Map<string, SourceGroup>;
  /** What was passed over, for a person. */
  passedOver: string[];
}

/** The files of group_vars and host_vars, by name of group and host. */
export interface VarsFiles {
  groups: Map<string, Variables>;
  hosts: Map<string, Variables>;
}

/** Ranges make hosts out of nothing: `[1:999999999]`. */
export const mostHosts = 10_000;
/** Far above what a pair needs; what comes after takes more than linear time. */
export const mostGroups = 200;
export const mostVariables = 2000;
/** Of one broken file: nobody reads more at once. */
export const mostProblems = 20;

export function emptySource(): Source {
  return { hosts: new Map(), groups: new Map(), passedOver: [] };
}

export function groupIn(source: Source, name: string): SourceGroup {
  const known = source.groups.get(name);
  if (known) return known;
  const made: SourceGroup = { hosts: new Set(), children: new Set(), vars: new Map() };
  source.groups.set(name, made);
  return made;
}

/** A host in a group; what is said of it there is added to what was said before. */
export function addHost(source: Source, group: string, name: string, vars: Variables): void {
  groupIn(source, group).hosts.add(name);
  const known = source.hosts.get(name) ?? new Map<string, Variable>();
  for (const [key, variable] of vars) known.set(key, variable);
  source.hosts.set(name, known);
}
