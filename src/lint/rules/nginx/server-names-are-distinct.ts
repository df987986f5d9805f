import type { NodeRule, Observation } from '../../rule.ts';
import { httpServersOf } from './listeners.ts';

export const serverNamesAreDistinct: NodeRule = {
  id: 'NGX005',
  severity: 'warning',
  scope: 'node',
  title: 'two servers of nginx on one port have different names',
  why:
    'nginx takes the first one and ignores the other, with a warning and exit code 0: what was changed in the second ' +
    'file never works, or works on the node only where the files sort otherwise.',
  fix: 'remove one of the two server blocks, or give it a server_name of its own',
  source: 'measured with nginx 1.22',
  check(node) {
    const first = new Map<string, number>();
    return httpServersOf(node).flatMap(({ listeners, names, block }) => {
      const seen = new Set<string>();
      return names.flatMap(({ at, name }): Observation[] => {
        const taken = listeners.flatMap(({ address, port }) => {
          const key = `${address} ${port} ${name}`;
          const line = first.get(key);
          if (line === undefined) first.set(key, block.line);
          return line === undefined || seen.has(key) ? [] : [{ address, port, line }];
        });
        for (const { address, port } of listeners) seen.add(`${address} ${port} ${name}`);
        const [one] = taken;
        if (one === undefined) return [];
        const what = name === '' ? 'a server without a name' : `server_name ${name.slice(0, 60)}`;
        return [
          {
            at,
            message: `${what} is there for port ${one.port} of ${one.address} already (line ${one.line}): this one is ignored`,
          },
        ];
      });
    });
  },
};
