import { canonical } from '../../../core/address.ts';
import { familyOf, isHost, networkOf } from '../../address.ts';
import type { Vip } from '../../../keepalived/model/types.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn } from './declared.ts';

interface Held {
  vip: Vip;
  address: string;
  by: string;
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
    const networks = new Map<string, Held[]>();
    return declaredOn(node).flatMap(({ instance }) =>
      instance.vips.flatMap((vip) => {
        const network = networkOf(vip);
        if (familyOf(vip.address) !== 4 || isHost(vip) || network === null) return [];
        const held = { vip, address: canonical(vip.address), by: instance.name };
        const key = `${network} ${vip.dev ?? instance.interface ?? ''}`;
        const known = networks.get(key) ?? [];
        const primary = known.find(({ by, address }) => by !== held.by && address !== held.address);
        networks.set(key, withOne(known, held));
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

/**
 * Two of an instance and two of an address are enough, and five in all: whatever instance and address is asked for, one
 * of them is of neither. A network may have thousands.
 */
function withOne(known: Held[], held: Held): Held[] {
  const ofOne = known.filter(({ by }) => by === held.by);
  const ofAddress = known.filter(({ address }) => address === held.address);
  const isThere = ofOne.some((one) => ofAddress.includes(one));
  const isEnough = known.length >= 5 || ofOne.length >= 2 || ofAddress.length >= 2;
  return isThere || isEnough ? known : [...known, held];
}
