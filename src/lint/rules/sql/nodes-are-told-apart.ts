import type { Observation, PairRule } from '../../rule.ts';
import type { PairView } from '../../view.ts';
import { isOn, serverOptionsOf, type ServerOption } from './option-files.ts';

export const nodesAreToldApart: PairRule = {
  id: 'SQL003',
  severity: 'error',
  scope: 'pair',
  title: 'two database servers that replicate each other are told apart, and hand on what they got',
  why:
    'A server skips rows that carry its own server_id: where both have the same, nothing is replicated, without an error. ' +
    'With the same auto_increment_offset both make the same keys, and without log_slave_updates a node that is ' +
    'filled from the other misses rows.',
  fix: 'server_id and auto_increment_offset of its own for each node, auto_increment_increment = 2, log_slave_updates = ON',
  source: 'MariaDB documentation, replication and binary log system variables',
  check(pair) {
    const nodes = replicating(pair);
    const [one, other] = nodes;
    if (one === undefined || other === undefined) return [];
    return [
      ...same(one, other, 'server_id'),
      ...(one.options.has('gtid_domain_id') ? same(one, other, 'gtid_domain_id') : []),
      ...same(one, other, 'auto_increment_offset'),
      ...nodes.flatMap(({ name, options }) => {
        const handsOn = options.get('log_slave_updates');
        if (handsOn === undefined || isOn(handsOn)) return [];
        return [{ at: handsOn, node: name, message: `${name} does not hand on what it got` }];
      }),
    ];
  },
};

interface Node {
  name: string;
  options: ReadonlyMap<string, ServerOption>;
}

/** Both make keys of their own: so both are written to, or may be. */
function replicating({ nodes }: PairView): Node[] {
  const found = nodes
    .map((node) => ({ name: node.name, options: serverOptionsOf(node) }))
    .filter(({ options }) => options.has('server_id') && options.has('auto_increment_increment'));
  return found.length === 2 ? found : [];
}

function same(one: Node, other: Node, name: string): Observation[] {
  const [left, right] = [one.options.get(name), other.options.get(name)];
  if (right === undefined || left?.value !== right.value) return [];
  const message = `${name} is ${right.value} on ${one.name} and on ${other.name}`;
  return [{ at: right, node: other.name, message }];
}
