import type { AdoptedPair } from '../../adopt/pair.ts';

export const mainFiles = {
  keepalived: '/etc/keepalived/keepalived.conf',
  haproxy: '/etc/haproxy/haproxy.cfg',
} as const;

export interface MainDifference {
  host: string;
  path: string;
  line: number;
}

/** Where what would be written differs first from what is there; null: nowhere. Pure. */
export function firstDifference(
  pair: AdoptedPair,
  files: Map<string, Map<string, string>>,
): MainDifference | null {
  for (const node of pair) {
    for (const file of [node.keepalived.file, node.haproxy?.file]) {
      if (file === undefined) continue;
      const written = files.get(node.name)?.get(file.path) ?? '';
      if (written === file.text) continue;
      const lines = file.text.split('\n');
      const line = written.split('\n').findIndex((text, index) => text !== lines[index]);
      return {
        host: node.name,
        path: file.path,
        line: (line === -1 ? lines.length - 1 : line) + 1,
      };
    }
  }
  return null;
}
