import type { NodeRule } from '../../rule.ts';
import { pathOf, sourceOf } from '../../shell/body.ts';
import { calledScript } from './named.ts';

export const notifyIsOnNode: NodeRule = {
  id: 'NTF003',
  severity: 'warning',
  scope: 'node',
  title: 'a notify script is on the node, and can be run',
  why:
    'keepalived -t says nothing of a notify script that is missing or has no run bit: it just never runs, and nobody ' +
    'hears of the failover, or the work that was to be done with it is not done.',
  fix: 'ship it with the configuration, chmod 755, on both nodes',
  source: 'measured',
  check: (node) =>
    node.scripts.flatMap((script) => {
      const path = pathOf(script);
      if (script.role !== 'notify' || !path.startsWith('/')) return [];
      const source = sourceOf(script, node);
      const isMissing = source === null && node.node.isAbsent(path);
      const mode = script.path === path ? (source?.mode ?? null) : null;
      const what = isMissing
        ? `there is no ${path}`
        : mode !== null && (mode & 0o111) === 0
          ? `${path} has no run bit (mode ${mode.toString(8).padStart(4, '0')})`
          : null;
      return what === null
        ? []
        : [{ at: script, message: `${calledScript(script, node)}: ${what}` }];
    }),
};
