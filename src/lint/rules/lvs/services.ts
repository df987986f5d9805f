import { isIP } from 'node:net';
import { placeOf, type Place } from '../../../core/place.ts';
import { all, argument, inside, last } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { NodeView } from '../../view.ts';

/** A `virtual_server` block. */
export interface VirtualServer extends Place {
  /** As it is called: "192.0.2.10 80", "fwmark 1", "group WEB". */
  name: string;
  /** null: of a firewall mark or a group. */
  address: string | null;
  /** null: not said; 0 stands for all. */
  port: number | null;
  body: readonly Statement[];
  /** `lb_kind` or `lvs_method`, as it is written. */
  method: string | null;
  servers: RealServer[];
}

export interface RealServer extends Place {
  /** "192.0.2.21 80" */
  name: string;
  address: string;
  port: number | null;
  body: readonly Statement[];
  /** Its own, else that of the virtual server. */
  method: string | null;
  checkers: Statement[];
}

export function virtualServersOf(node: NodeView): VirtualServer[] {
  return all(node.keepalived?.statements ?? [], 'virtual_server').map((one) => {
    const body = inside(one);
    const [first = '', second] = [argument(one) ?? '', argument(one, 2)];
    const method = methodIn(body);
    return {
      ...placeOf(one),
      name: [first, second].filter((word) => word !== null).join(' '),
      address: isIP(first) === 0 ? null : first,
      port: isIP(first) === 0 ? null : portOf(second),
      body,
      method,
      servers: all(body, 'real_server', 'backup_real_server').map((server) =>
        realServerOf(server, method),
      ),
    };
  });
}

function realServerOf(one: Statement, inherited: string | null): RealServer {
  const body = inside(one);
  const address = argument(one) ?? '';
  const port = argument(one, 2);
  return {
    ...placeOf(one),
    name: port === null ? address : `${address} ${port}`,
    address,
    port: portOf(port),
    body,
    method: methodIn(body) ?? inherited,
    checkers: body.filter(({ keyword }) => /^([A-Z]+_(CHECK|GET)|CI-LINUX)$/.test(keyword)),
  };
}

export function methodIn(body: readonly Statement[]): string | null {
  return argument(last(body, 'lb_kind', 'lvs_method'));
}

function portOf(text: string | null): number | null {
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) : null;
}
