import type { NodeRule } from '../../rule.ts';
import { declaredOn } from './declared.ts';

export const arpIsRepeated: NodeRule = {
  id: 'VRRP038',
  severity: 'note',
  scope: 'node',
  title: 'a master repeats its gratuitous ARP, and answers a better master',
  why:
    'A gratuitous ARP that was lost, or two masters that have healed, leave neighbours with the address of the wrong ' +
    'node until their entry is old. By default keepalived announces itself once, at the change.',
  fix: 'vrrp_garp_master_refresh 60 and vrrp_higher_prio_send_advert true in global_defs',
  source: 'keepalived issues 166, 551, 893; measured',
  check(node) {
    const one = declaredOn(node).find(
      ({ instance: { garp } }) => garp.refreshMs === 0 || !garp.higherPrioSendAdvert,
    );
    if (one === undefined) return [];
    const missing = [
      ...(one.instance.garp.refreshMs === 0 ? ['garp_master_refresh'] : []),
      ...(one.instance.garp.higherPrioSendAdvert ? [] : ['higher_prio_send_advert']),
    ];
    return [
      {
        at: one.instance,
        message: `${one.instance.name} on ${node.name} has no ${missing.join(' and no ')}`,
      },
    ];
  },
};
