import { isIP } from 'node:net';
import { canonical } from '../../core/address.ts';
import type { Breach } from '../../core/breach.ts';
import type { VrrpInput } from '../rule.ts';
import { ownAddress, type VrrpInstance } from '../section.ts';
import { familyOf, vipsOf } from '../section/address.ts';

/** Two instances of one VRID on one interface and family: each takes the other's advertisements for its own. */
export function vridsDiffer({ vrrp }: VrrpInput): Breach[] {
  const seen = new Map<string, string>();
  return Object.entries(vrrp.instances).flatMap(([name, instance]) => {
    const key = `${instance.vrid} ${instance.interface ?? vrrp.interface} ${familyOf(instance)}`;
    const other = seen.get(key);
    seen.set(key, other ?? name);
    if (other === undefined) return [];
    return [
      {
        path: ['vrrp', 'instances', name, 'vrid'],
        message: `VRID ${instance.vrid} is already used by ${other} on the same interface`,
        hint: 'give each instance a VRID of its own (1 to 255), free in the whole layer-2 segment',
      },
    ];
  });
}

export function vipsDiffer(input: VrrpInput): Breach[] {
  const seen = new Map<string, string>();
  return everyVip(input).flatMap(({ name, vip }) => {
    const address = canonical(vip.address);
    const other = seen.get(address);
    seen.set(address, other ?? name);
    if (other === undefined) return [];
    return [
      {
        path: ['vrrp', 'instances', name, ...vip.path],
        message: `VIP ${vip.address} is already the VIP of ${other}`,
        hint: 'a VIP belongs to one instance: `keepalived -t` does not notice, both instances would fight for it',
      },
    ];
  });
}

export function vipsAreNoNodeAddress(input: VrrpInput): Breach[] {
  return everyVip(input).flatMap(({ name, instance, vip }) =>
    input.nodes
      .filter((node) =>
        [node.address, ownAddress(instance, node)].map(canonical).includes(canonical(vip.address)),
      )
      .map((node) => ({
        path: ['vrrp', 'instances', name, ...vip.path],
        message: `VIP ${vip.address} is the own address of ${node.name}`,
        hint: 'a VIP moves between the nodes: take a free address of the same network',
      })),
  );
}

/** ip(8) finds an address by its label only where that begins so; the kernel knows none for IPv6. */
export function labelsFit(input: VrrpInput): Breach[] {
  return everyVip(input).flatMap(({ name, instance, vip }): Breach[] => {
    const { label } = vip;
    if (label === null) return [];
    const path = ['vrrp', 'instances', name, ...vip.path.slice(0, 2), 'label'];
    if (isIP(vip.address) === 6) {
      return [
        {
          path,
          message: `an IPv6 address has no label: ${vip.address}`,
          hint: 'remove the label',
        },
      ];
    }
    const link = vip.interface ?? instance.interface ?? input.vrrp.interface;
    if (label.startsWith(`${link}:`)) return [];
    return [
      {
        path,
        message: `the label ${label} does not begin with the interface of the address, ${link}`,
        hint: `write ${link}:0`,
      },
    ];
  });
}

function everyVip({ vrrp }: VrrpInput) {
  return Object.entries(vrrp.instances).flatMap(([name, instance]: [string, VrrpInstance]) =>
    vipsOf(instance).map((vip) => ({ name, instance, vip })),
  );
}
