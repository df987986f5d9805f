import { sanitize } from '../core/text.ts';

/** What a drill may not change on a node, by name: see `snapshot` in src/remote/drill/30-look.sh. */
export type Snapshot = Map<string, string>;

export function parseSnapshot(stdout: string): Snapshot {
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [word, name = '', ...value] = line.split('\t');
      return word === 'snapshot' ? [[sanitize(name), sanitize(value.join(' '))] as const] : [];
    }),
  );
}

/** What is not as it was, one sentence each. VIPs may be elsewhere: whether they should be is judged by itself. Pure. */
export function leftBehind(
  host: string,
  { before, after, vips }: { before: Snapshot; after: Snapshot; vips: string[] },
): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .filter((name) => !vips.some((vip) => namesVip(name, vip)))
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => {
      const was = before.get(name);
      const is = after.get(name);
      if (was === undefined) return `${host}: ${name}: ${is} (was not there before)`;
      return `${host}: ${name}: ${is ?? 'is gone'} (was ${was})`;
    });
}

/** "address eth0 192.0.2.100/32", and the kernel's own route to it. */
function namesVip(name: string, vip: string): boolean {
  if (!/^(address|route) /.test(name)) return false;
  return name.split(' ').some((word) => word === vip || word.startsWith(`${vip}/`));
}
