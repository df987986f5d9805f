import { allEqual, finding, sideBySide } from '../finding.ts';
import type { Check, NodeView } from '../view.ts';

const software: [what: string, version: (node: NodeView) => string | null][] = [
  ['keepalived', ({ keepalivedVersion }) => keepalivedVersion],
  ['haproxy', ({ haproxy }) => haproxy?.version ?? null],
  ['kernel', ({ facts }) => facts.system.kernel],
  ['system', ({ facts }) => `${facts.system.distro} ${facts.system.distroVersion}`],
];

/** SYS023: during an upgrade they differ for a while, so it is a warning. */
export const versions: Check = {
  id: 'versions',
  needs: ['keepalived', 'haproxy'],
  check({ pair }) {
    if (pair.length < 2) return [];
    const values = software.map(([what, version]) => ({
      what,
      each: pair.flatMap((node) => {
        const value = version(node);
        return value === null ? [] : [{ host: node.host.name, value }];
      }),
    }));
    return [
      finding({
        id: 'versions',
        title: 'the nodes run the same versions',
        problems: [],
        warnings: values
          .filter(({ each }) => !allEqual(each))
          .map(({ what, each }) => `${what}: ${sideBySide(each)}`),
        detail: values
          .filter(({ each }) => allEqual(each))
          .map(({ what, each }) => `${what} ${each[0]?.value ?? 'not known'}`)
          .join(', '),
        advice: 'align them: a daemon of another version can judge the same file differently',
      }),
    ];
  },
};
