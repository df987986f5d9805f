/** A priority line of one instance, as it stands in a keepalived.conf. */
export interface PriorityLine {
  instance: string;
  priority: number;
  /** Zero-based. */
  line: number;
}

const opens = /^\s*vrrp_instance\s+"?([^\s{"]+)/;
const sets = /^(\s*priority\s+)(\d+)/;

/** The priorities of a keepalived.conf(5), one per instance, in its order. */
export function priorityLines(config: string): PriorityLine[] {
  let instance: string | null = null;
  return config.split('\n').flatMap((text, line) => {
    instance = opens.exec(text)?.[1] ?? instance;
    const priority = sets.exec(text)?.[2];
    if (instance === null || priority === undefined) return [];
    return [{ instance, priority: Number(priority), line }];
  });
}

/** The same file with other priorities for some instances; everything else stays byte for byte. */
export function withPriorities(config: string, wanted: Map<string, number>): string {
  const lines = config.split('\n');
  for (const { instance, line } of priorityLines(config)) {
    const priority = wanted.get(instance);
    if (priority !== undefined) lines[line] = (lines[line] ?? '').replace(sets, `$1${priority}`);
  }
  return lines.join('\n');
}

/**
 * The priority with which a standby takes over from a living holder, mirrored around the holder's own: the
 * gap stays what the site has chosen, so a failing check (a negative weight) flips the election as before.
 * null where 254 leaves no room.
 */
export function mirroredPriority(holder: number, standby: number): number | null {
  const mirrored = holder + Math.max(1, holder - standby);
  return mirrored <= 254 ? mirrored : null;
}
