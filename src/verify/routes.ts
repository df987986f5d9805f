/** How IPv4 packets leave a node, and what it drops that could not go back the same way. */
export interface Routes {
  /** Interfaces of the default routes. */
  defaults: string[];
  /** Whether there are rules besides those of the kernel: local, main, default. */
  hasRules: boolean;
  /** `rp_filter` by interface, and of `all`: the higher of both counts. */
  filters: ReadonlyMap<string, number>;
}

/** What `ip -o route show default`, `ip -o rule show` and `grep . /proc/sys/net/ipv4/conf/…/rp_filter` print. */
export function readRoutes(text: string): Routes {
  const lines = text.split('\n');
  const named = (pattern: RegExp): RegExpExecArray[] =>
    lines.map((line) => pattern.exec(line)).filter((found) => found !== null);
  return {
    defaults: [
      ...new Set(
        lines
          .filter((line) => line.startsWith('default '))
          .flatMap((line) => Array.from(line.matchAll(/\bdev (\S+)/g), ([, name = '']) => name)),
      ),
    ],
    hasRules: named(/^\d+:\s/).length > 3,
    filters: new Map(
      named(/\/([^/]+)\/rp_filter:(\d)/).map(([, name = '', value]) => [name, Number(value)]),
    ),
  };
}
