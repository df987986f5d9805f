import { familyOf, isLinkLocal } from '../../address.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { called, declaredOn, type Declared } from './declared.ts';

export const oneFamilyPerInstance: NodeRule = {
  id: 'VRRP045',
  severity: 'error',
  scope: 'node',
  title: 'the VIPs of an instance are all IPv4 or all IPv6',
  why:
    'An advertisement carries one family. keepalived leaves the addresses of the other one out: they are on no node, and ' +
    'after an upgrade the first of the list decides which.',
  fix: 'an instance of its own for the other family, or virtual_ipaddress_excluded',
  source: 'RFC 5798, section 5.2.9; keepalived.conf(5), virtual_ipaddress; measured',
  check: (node) => declaredOn(node).flatMap((one) => [...strangers(one), ...notLinkLocal(one)]),
};

function strangers(one: Declared): Observation[] {
  const [first, ...others] = one.instance.vips;
  const stranger = others.find(
    ({ address }) => familyOf(address) !== familyOf(first?.address ?? ''),
  );
  if (first === undefined || stranger === undefined) return [];
  return [
    {
      at: stranger,
      message: `${called(one)} has ${first.address} and ${stranger.address}: only the IPv${familyOf(first.address)} addresses count`,
    },
  ];
}

function notLinkLocal(one: Declared): Observation[] {
  const [first] = one.instance.vips;
  const isPlain = first !== undefined && familyOf(first.address) === 6;
  if (!isPlain || isLinkLocal(first.address) || one.instance.unicast !== null) return [];
  return [
    {
      at: first,
      message: `the first VIP of ${called(one)}, ${first.address}, is not link-local, as RFC 5798 asks`,
      fix: 'a link-local address first (fe80::/10), the others after it',
      severity: 'note',
    },
  ];
}
