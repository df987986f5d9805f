import type { Place } from '../../../core/place.ts';
import type { ServerModel } from '../../../haproxy/model/types.ts';
import { argument, last } from '../../../keepalived/config/find.ts';
import type { NodeView } from '../../view.ts';
import { backendsIn, oncePerLine, says, type ProxyView } from '../haproxy/proxies.ts';
import { virtualServersOf, type RealServer, type VirtualServer } from '../lvs/services.ts';

const PORT = 3306;

/** How somebody finds out whether a database server is well. */
export type Asking =
  /** A connection is opened and closed again. */
  | 'connects'
  /** The server's greeting is read; nobody logs in. */
  | 'greets'
  /** A user logs in. */
  | 'logs-in'
  /** Something that can know about replication: an agent, a page, an answer that is judged. */
  | 'judges'
  | 'not-at-all';

/** Where MySQL or MariaDB is balanced, by haproxy or by LVS. */
export interface Database {
  at: Place;
  /** "backend db", "virtual_server 192.0.2.10 3306". */
  title: string;
  /** Names of the servers that get requests while all is well. */
  active: string[];
  /** How each of them is asked, the first that is asked least. */
  asking: Asking;
}

/** By its port, or because the check speaks its protocol. */
export function databasesOf(node: NodeView): Database[] {
  return [...inHaproxy(node), ...inLvs(node)];
}

function inHaproxy(node: NodeView): Database[] {
  return backendsIn(node).flatMap((proxy): Database[] => {
    const servers = oncePerLine(proxy.servers).filter(({ disabled }) => !disabled);
    const active = servers.filter(({ backup, weight }) => !backup && weight > 0);
    const [first] = active;
    if (first === undefined) return [];
    const isOnPort = servers.every(({ port }) => port === PORT);
    if (!isOnPort && !says(proxy.lines, 'option', 'mysql-check')) return [];
    return [
      {
        at: first,
        title: proxy.title,
        active: active.map(({ name }) => name),
        asking: askingOf(proxy, first),
      },
    ];
  });
}

function askingOf({ lines }: ProxyView, { check, parameters }: ServerModel): Asking {
  const judged =
    parameters.has('agent-check') ||
    says(lines, 'option', 'external-check') ||
    says(lines, 'option', 'httpchk') ||
    lines.some(({ keyword, words }) => keyword === 'tcp-check' && words[0]?.text === 'expect');
  if (judged) return 'judges';
  if (!check) return 'not-at-all';
  const mysql = lines.findLast(
    ({ keyword, words }) => keyword === 'option' && words[0]?.text === 'mysql-check',
  );
  if (mysql === undefined || parameters.has('port')) return 'connects';
  return mysql.words.some(({ text }) => text === 'user') ? 'logs-in' : 'greets';
}

function inLvs(node: NodeView): Database[] {
  return virtualServersOf(node).flatMap((one): Database[] => {
    const active = takingConnections(one);
    const [first] = active;
    if (one.port !== PORT || first === undefined) return [];
    const kinds = first.checkers.map(({ keyword }) => keyword);
    const asking = kinds.length === 0 ? 'not-at-all' : 'judges';
    return [
      {
        at: first,
        title: `virtual_server ${one.name}`,
        active: active.map(({ name }) => name),
        asking:
          kinds.length > 0 && kinds.every((kind) => kind === 'TCP_CHECK') ? 'connects' : asking,
      },
    ];
  });
}

/** With the scheduler `fo` the server of the highest weight gets all; where two have it, both. */
function takingConnections({ body, servers }: VirtualServer): RealServer[] {
  const weightOf = (server: RealServer): number =>
    Number(argument(last(server.body, 'weight')) ?? 1);
  const most = Math.max(...servers.map(weightOf));
  const isFailover = argument(last(body, 'lvs_sched', 'lb_algo')) === 'fo';
  return servers.filter((one) => weightOf(one) > 0 && (!isFailover || weightOf(one) === most));
}
