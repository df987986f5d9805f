import { canonical } from '../../../core/address.ts';
import type { NodeRule } from '../../rule.ts';
import { addressesOf } from '../../view.ts';
import { isWhole } from '../scripts/named.ts';
import { virtualServersOf } from './services.ts';

export const serviceAddressIsAVip: NodeRule = {
  id: 'LVS009',
  severity: 'warning',
  scope: 'node',
  title: 'the address of a virtual server is a VIP of an instance',
  why:
    'The address of a virtual server does not move by itself: where no vrrp_instance holds it, it stays on the node that ' +
    'is gone, or is nowhere. keepalived runs VRRP and LVS as two processes that do not compare notes.',
  fix: 'the address in virtual_ipaddress of the instance, the same on both nodes',
  source: 'measured',
  check(node) {
    const instances = node.keepalived?.model.instances ?? [];
    if (instances.length === 0 || !isWhole(node)) return [];
    const own = [
      ...instances.flatMap(addressesOf),
      ...node.node.addresses,
      ...(node.node.interfaces ?? []).flatMap(({ addresses }) =>
        addresses.map(({ address }) => address),
      ),
    ];
    const known = new Set(own.map(canonical));
    return virtualServersOf(node)
      .filter(({ address }) => address !== null && !known.has(canonical(address)))
      .map((one) => ({
        at: one,
        message: `virtual_server ${one.name} on ${node.name}: no vrrp_instance has ${one.address}`,
      }));
  },
};
