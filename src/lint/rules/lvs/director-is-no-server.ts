import { canonical } from '../../../core/address.ts';
import type { NodeRule } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

export const directorIsNoServer: NodeRule = {
  id: 'LVS018',
  severity: 'note',
  scope: 'node',
  title: 'a director that is its own real server is meant to be',
  why:
    'The kernel hands packets for itself to the local service, whatever lvs_method says. With DR both directors then ' +
    'have the virtual server and the VIP, and may send packets to each other in a circle.',
  fix: 'net.ipv4.vs.backup_only = 1, or real servers on other machines',
  source: 'kernel documentation, ipvs-sysctl, backup_only',
  check(node) {
    const own = new Set(
      [
        ...node.node.addresses,
        ...(node.node.interfaces ?? []).flatMap(({ addresses }) =>
          addresses.map(({ address }) => address),
        ),
      ].map(canonical),
    );
    return virtualServersOf(node).flatMap(({ name, servers }) =>
      servers
        .filter(({ address }) => own.has(canonical(address)) || address.startsWith('127.'))
        .map((one) => ({
          at: one,
          message: `real_server ${one.name} of virtual_server ${name} is ${node.name} itself`,
        })),
    );
  },
};
