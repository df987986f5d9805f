import { finding } from '../finding.ts';
import { outputOf, type Check } from '../view.ts';

const FULL = 90;

/** SYS028: a full disk fails the next reload, the next log line, and the check that writes a file. */
export const room: Check = {
  id: 'room',
  needs: ['room'],
  check: ({ nodes }) =>
    nodes.flatMap(({ host, facts }) => {
      const output = outputOf(facts, 'room');
      if (output === null) return [];
      const mounts = readDf(output.text);
      return [
        finding({
          id: 'room',
          host: host.name,
          title: 'there is room on the disks',
          problems: [],
          warnings: mounts
            .filter(({ used }) => used >= FULL)
            .map(({ mount, used, what }) => `${mount} is ${used} % full (${what})`),
          detail: `${mounts.map(({ mount, used, what }) => `${mount} ${used} % (${what})`).join(', ') || 'df did not say'}`,
          advice: 'see what grows: du -xsh /var/log/* | sort -h; journalctl --vacuum-size=200M',
        }),
      ];
    }),
};

interface Mount {
  mount: string;
  /** Per cent. */
  used: number;
  what: 'bytes' | 'inodes';
}

/** `df -P` and `df -Pi`, one after the other; each mount once. */
function readDf(text: string): Mount[] {
  const mounts = new Map<string, Mount>();
  let what: Mount['what'] = 'bytes';
  for (const line of text.split('\n')) {
    if (/^Filesystem\s/.test(line)) what = /\bInodes\b/.test(line) ? 'inodes' : 'bytes';
    const [, used, mount] = /\s(\d+)%\s+(\/\S*)$/.exec(line) ?? [];
    if (mount === undefined) continue;
    mounts.set(`${what} ${mount}`, { mount, used: Number(used), what });
  }
  return [...mounts.values()];
}
