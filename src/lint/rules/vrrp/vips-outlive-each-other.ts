import { canonical } from '../../../core/address.ts';
import { familyOf, isHost, isWithin } from '../../address.ts';
import type { Vip } from '../../../keepalived/model/types.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn } from './declared.ts';

interface Held {
  vip: Vip;
  by: string;
  link: string | null;
}

export const vipsOutliveEachOther: NodeRule = {
  id: 'VRRP043',
  severity: 'note',
  scope: 'node',
  title: 'the removal of one VIP does not remove another',
  why:
    'Of several addresses of one network on an interface the first is primary, and the kernel removes the others with it ' +
    '(unless net.ipv4.conf.*.promote_secondaries is 1): one instance that becomes backup takes the VIP of another along.',
  fix: 'VIPs as /32 where the node has an address of the network, or promote_secondaries 1',
  source: 'ip-sysctl of the kernel, promote_secondaries',
  check(node) {
    const known: Held[] = [];
    return declaredOn(node).flatMap(({ instance }) =>
      instance.vips.flatMap((vip) => {
        if (familyOf(vip.address) !== 4 || isHost(vip)) return [];
        const held = { vip, by: instance.name, link: vip.dev ?? instance.interface };
        const primary = known.find((one) => one.by !== held.by && isOfOneNetwork(one, held));
        known.push(held);
        if (primary === undefined) return [];
        return [
          {
            at: vip,
            message: `${vip.address}/${vip.prefixLength} of ${instance.name} may go with ${primary.vip.address} of ${primary.by} on ${node.name}`,
          },
        ];
      }),
    );
  },
};

function isOfOneNetwork(one: Held, other: Held): boolean {
  return (
    one.link === other.link &&
    one.vip.prefixLength === other.vip.prefixLength &&
    canonical(one.vip.address) !== canonical(other.vip.address) &&
    isWithin(other.vip.address, one.vip)
  );
}
