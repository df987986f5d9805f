import { last } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { called, declaredOn, placeIn } from './declared.ts';

export const vmacSendsUnicastFromBase: NodeRule = {
  id: 'VRRP042',
  severity: 'warning',
  scope: 'node',
  title: 'use_vmac with unicast peers has vmac_xmit_base',
  why:
    'Unicast advertisements from the virtual MAC are dropped by switches and hypervisors that know the port by another ' +
    'MAC; the peer hears nothing, and both nodes become master. In a lab bridge it works.',
  fix: 'add vmac_xmit_base, or use multicast',
  source: 'keepalived.conf(5), use_vmac; keepalived, vrrp.c',
  check: (node) =>
    declaredOn(node)
      .filter(({ instance }) => instance.useVmac && (instance.unicast?.peers.length ?? 0) > 0)
      .filter(({ body }) => last(body, 'vmac_xmit_base') === undefined)
      .map((one) => ({
        at: placeIn(one, 'use_vmac'),
        message: `${called(one)} has use_vmac and unicast peers, but no vmac_xmit_base`,
      })),
};
