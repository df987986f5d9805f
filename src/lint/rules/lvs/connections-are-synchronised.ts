import { all, argument, argumentsOf, inside, last } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { Observation, PairRule } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { virtualServersOf } from './services.ts';

interface Daemon {
  node: NodeView;
  statement: Statement | undefined;
  /** null: that of the instance. */
  id: string | null;
}

export const connectionsAreSynchronised: PairRule = {
  id: 'LVS012',
  severity: 'warning',
  scope: 'pair',
  title: 'both directors take part in the synchronisation of connections',
  why:
    'Without lvs_sync_daemon, or with another id on the other node, the backup knows none of the connections: a failover ' +
    'cuts all of them that it cannot place by itself. Each keepalived sees its own file only.',
  fix: 'lvs_sync_daemon INTERFACE INSTANCE id N in global_defs, with the same id on both nodes',
  source: 'keepalived.conf(5), lvs_sync_daemon; keepalived issues 1225 and 1966',
  check(pair) {
    const directors = pair.nodes.filter((node) => virtualServersOf(node).length > 0);
    const daemons = directors.map(daemonOf);
    const [first, ...others] = daemons;
    if (first === undefined) return [];
    return [
      ...daemons.flatMap(withoutInstance),
      ...others.flatMap((other) => compared(first, other)),
    ];
  },
};

function daemonOf(node: NodeView): Daemon {
  const defs = all(node.keepalived?.statements ?? [], 'global_defs').flatMap(inside);
  const statement = last(defs, 'lvs_sync_daemon');
  const words = statement === undefined ? [] : argumentsOf(statement);
  const at = words.indexOf('id');
  const old = argument(statement, 3);
  const id = at === -1 ? (old !== null && /^\d+$/.test(old) ? old : null) : words[at + 1];
  return { node, statement, id: id ?? null };
}

/** Words that may stand in place of the instance. */
const OPTIONS = ['id', 'inst', 'version', 'maxlen', 'port', 'ttl', 'group'];

/** The instance that tells the daemon who is master; it may stand in a file that nobody gave us. */
function withoutInstance({ node, statement }: Daemon): Observation[] {
  const name = argument(statement, 2);
  if (statement === undefined || name === null || node.keepalived?.isWhole !== true) return [];
  const isThere = node.keepalived.model.instances.some((one) => one.name === name);
  if (isThere || OPTIONS.includes(name) || name.includes('$')) return [];
  return [
    {
      at: statement.words[2] ?? statement,
      node: node.name,
      message: `lvs_sync_daemon on ${node.name} follows ${name}, which is no instance: keepalived starts no daemon`,
      fix: 'the name of a vrrp_instance after the interface',
    },
  ];
}

function compared(first: Daemon, other: Daemon): Observation[] {
  const [has, lacks] = first.statement === undefined ? [other, first] : [first, other];
  if (has.statement === undefined) {
    const at = virtualServersOf(other.node)[0] ?? null;
    const message = `neither ${first.node.name} nor ${other.node.name} has lvs_sync_daemon`;
    return [{ at, node: other.node.name, severity: 'note', message }];
  }
  if (lacks.statement === undefined) {
    const at = virtualServersOf(lacks.node)[0] ?? null;
    const message = `${has.node.name} has lvs_sync_daemon, ${lacks.node.name} has none`;
    return [{ at, node: lacks.node.name, message }];
  }
  if (first.id === other.id || first.id === null || other.id === null) return [];
  return [
    {
      at: lacks.statement,
      node: lacks.node.name,
      message: `lvs_sync_daemon has id ${first.id} on ${first.node.name}, ${other.id} on ${other.node.name}: neither takes the other's connections`,
    },
  ];
}
