import type { Place } from '../../../core/place.ts';
import { all, inside, last } from '../../../keepalived/config/find.ts';
import { numberIn } from '../../../keepalived/config/values.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { bodiesOf, pathOf, sourceOf } from '../../shell/body.ts';
import { longestRun } from '../../shell/runtime.ts';
import type { NodeView } from '../../view.ts';
import { virtualServersOf } from './services.ts';

export const miscCheckerCanRun: NodeRule = {
  id: 'LVS022',
  severity: 'error',
  scope: 'node',
  title: 'the program of a MISC_CHECK is on the node, and ends in time',
  why:
    'Where it is missing every real server with it is down, on both directors. keepalived -t says nothing. One that ' +
    'takes longer than misc_timeout (by default delay_loop) is ended and counts as failed.',
  fix: 'ship it with the configuration, chmod 755; time limits in it that add up to less than misc_timeout',
  source: 'keepalived.conf(5), MISC_CHECK; measured',
  check: (node) => [...missing(node), ...slow(node)],
};

function missing(node: NodeView): Observation[] {
  return node.scripts.flatMap((script) => {
    const path = pathOf(script);
    if (script.role !== 'misc' || !path.startsWith('/')) return [];
    const source = sourceOf(script, node);
    if (source === null) {
      const message = `there is no ${path} on ${node.name}: real_server ${script.of} is always down`;
      return node.node.isAbsent(path) ? [{ at: script, message }] : [];
    }
    const { mode } = source;
    if (mode === null || (mode & 0o111) !== 0 || script.path !== path) return [];
    const octal = mode.toString(8).padStart(4, '0');
    const message = `${path} on ${node.name} has no run bit (mode ${octal})`;
    // Copies lose modes.
    const isDoubtful = node.node.mayHaveLostRunBits === true;
    return [{ at: script, message, ...(isDoubtful && { severity: 'warning' as const }) }];
  });
}

function slow(node: NodeView): Observation[] {
  const checkers = new Map(
    virtualServersOf(node).flatMap(({ body, servers }) =>
      servers.flatMap(({ checkers }) =>
        checkers.flatMap((one) =>
          all(inside(one), 'misc_path').map((path) => [keyOf(path), { one, body }] as const),
        ),
      ),
    ),
  );
  return bodiesOf(node, 'misc').flatMap(({ script, commands }): Observation[] => {
    const owner = checkers.get(keyOf(script));
    if (owner === undefined) return [];
    const loop = numberIn(last(owner.body, 'delay_loop'), 60);
    const limit = numberIn(last(inside(owner.one), 'misc_timeout'), loop);
    const { total, longest } = longestRun(commands);
    if (longest === null || total <= limit) return [];
    return [
      {
        at: longest,
        severity: 'warning',
        message: `the checker of ${script.of} may take ${total} s, misc_timeout is ${limit} s`,
      },
    ];
  });
}

function keyOf({ line, file }: Place): string {
  return `${line} ${file ?? ''}`;
}
