import { groupsOf, type Families } from './families.ts';
import type { Source, Variable, Variables, VarsFiles } from './source.ts';

/** What is said of a host, weakest first, as Ansible ranks it. */
export interface HostLayers {
  /** The host's groups, `all` first, the strongest last. */
  groups: string[];
  layers: Variables[];
}

/** Inside each rank `all` comes first; then the files beat the inventory, groups first, then the host. */
export function layersOf(
  { source, families }: { source: Source; families: Families },
  files: VarsFiles,
  host: string,
): HostLayers {
  const groups = ranked(source, families, files, groupsOf(source, families, host));
  const said = (name: string): Variables =>
    source.groups.get(name)?.vars ?? new Map<string, Variable>();
  const filed = (name: string): Variables => files.groups.get(name) ?? new Map<string, Variable>();
  return {
    groups: ['all', ...groups],
    layers: [
      said('all'),
      ...groups.map(said),
      filed('all'),
      ...groups.map(filed),
      source.hosts.get(host) ?? new Map<string, Variable>(),
      files.hosts.get(host) ?? new Map<string, Variable>(),
    ],
  };
}

export function merged(layers: Variables[]): Variables {
  return new Map(layers.flatMap((layer) => [...layer]));
}

/** Deeper beats shallower, then `ansible_group_priority`, then the alphabet. */
function ranked(source: Source, { depth }: Families, files: VarsFiles, groups: string[]): string[] {
  const priority = (name: string): number => {
    const given = merged([
      source.groups.get(name)?.vars ?? new Map<string, Variable>(),
      files.groups.get(name) ?? new Map<string, Variable>(),
    ]);
    const value = Number(given.get('ansible_group_priority')?.value ?? 1);
    return Number.isFinite(value) ? value : 1;
  };
  return groups
    .map((name) => ({ name, depth: depth.get(name) ?? 1, priority: priority(name) }))
    .sort((a, b) => a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}
