import type { NodeRule } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

export const directRoutingKeepsPort: NodeRule = {
  id: 'LVS006',
  severity: 'error',
  scope: 'node',
  title: 'with DR and TUN a real server has the port of its virtual server',
  why:
    'With DR and TUN the director does not change the packet: it arrives with the port that the client has asked for, ' +
    'where nobody listens, and the connection is reset. keepalived -t says nothing.',
  fix: 'the same port on both, or lvs_method NAT',
  source: 'ipvsadm(8), --gatewaying; measured',
  check: (node) =>
    virtualServersOf(node).flatMap(({ name, port, servers }) =>
      servers
        .filter(({ method }) => method === 'DR' || method === 'TUN')
        .filter((one) => port !== null && port !== 0 && one.port !== null && one.port !== 0)
        .filter((one) => one.port !== port)
        .map((one) => ({
          at: one,
          message: `real_server ${one.name} of virtual_server ${name} has port ${one.port}, but packets of ${one.method} arrive with ${port}`,
        })),
    ),
};
