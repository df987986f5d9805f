import { isIP } from 'node:net';
import { all, argument, inside, last } from '../config/find.ts';
import type { Statement } from '../config/tree.ts';
import {
  balancingOf,
  endpointName,
  serviceName,
  type LvsService,
  type LvsTable,
} from '../lvs/table.ts';

/** What keepalived makes of its virtual servers while all of their real servers are up. */
export interface LvsModel {
  table: LvsTable;
  /** By service: the one that is in the table while no real server is up. */
  sorry: Map<string, string>;
  /** Whether there are groups: their services are not in `table`. */
  hasGroups: boolean;
}

/** keepalived(8): 360 where `persistence_timeout` says no number. */
const PERSISTENCE = '360';

export function lvsModelOf(statements: readonly Statement[]): LvsModel {
  const model: LvsModel = { table: new Map(), sorry: new Map(), hasGroups: false };
  for (const one of all(statements, 'virtual_server')) {
    if (argument(one) === 'group') {
      model.hasGroups = true;
      continue;
    }
    const name = nameOf(one);
    const sorry = last(inside(one), 'sorry_server');
    model.table.set(name, serviceOf(inside(one)));
    if (sorry !== undefined) model.sorry.set(name, endpointIn(sorry));
  }
  return model;
}

function nameOf(one: Statement): string {
  if (argument(one) === 'fwmark') return serviceName('fwmark', argument(one, 2) ?? '');
  const protocol = argument(last(inside(one), 'protocol')) ?? 'TCP';
  return serviceName(protocol.toUpperCase(), endpointIn(one));
}

function serviceOf(body: readonly Statement[]): LvsService {
  const scheduler = argument(last(body, 'lvs_sched', 'lb_algo')) ?? 'wlc';
  const persistent = last(body, 'persistence_timeout');
  const method = argument(last(body, 'lvs_method', 'lb_kind')) ?? 'NAT';
  return {
    balancing: balancingOf(
      scheduler,
      persistent === undefined ? null : (argument(persistent) ?? PERSISTENCE),
    ),
    servers: new Map(
      all(body, 'real_server').map((server) => {
        const own = inside(server);
        const weight = Number(argument(last(own, 'weight')) ?? 1);
        const by = argument(last(own, 'lvs_method', 'lb_kind')) ?? method;
        return [endpointIn(server), { method: by, weight }];
      }),
    ),
  };
}

/** `KEYWORD ADDRESS PORT`. */
function endpointIn(one: Statement): string {
  const address = argument(one) ?? '';
  const port = argument(one, 2) ?? '0';
  return endpointName(isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`);
}
