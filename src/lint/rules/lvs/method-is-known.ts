import { last } from '../../../keepalived/config/find.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

const METHODS = ['NAT', 'DR', 'TUN'];

export const methodIsKnown: NodeRule = {
  id: 'LVS007',
  severity: 'error',
  scope: 'node',
  title: 'a virtual server says NAT, DR or TUN, in capitals',
  why:
    'keepalived does not know dr or nat in small letters and takes NAT. Real servers that are set up for DR then answer ' +
    'past the director, and clients drop the answers.',
  fix: 'lb_kind DR, lb_kind NAT or lb_kind TUN',
  source: 'keepalived.conf(5), lvs_method; measured',
  check: (node) =>
    virtualServersOf(node).flatMap((server): Observation[] => {
      const { body, name, method } = server;
      if (method === null) {
        if (server.servers.every((one) => one.method !== null)) return [];
        const message = `virtual_server ${name} says no lvs_method: it is NAT`;
        return [{ at: server, severity: 'note', message }];
      }
      if (METHODS.includes(method)) return [];
      const statement = last(body, 'lb_kind', 'lvs_method');
      const meant = METHODS.find((one) => one === method.toUpperCase());
      return [
        {
          at: statement?.words[1] ?? server,
          message: `virtual_server ${name} has ${statement?.keyword ?? 'lvs_method'} ${method}, which keepalived does not know: it takes NAT`,
          ...(meant !== undefined && { fix: `${statement?.keyword ?? 'lvs_method'} ${meant}` }),
        },
      ];
    }),
};
