import { isIP } from 'node:net';
import { canonical } from '../../core/address.ts';
import type { Breach } from '../../core/breach.ts';
import type { VrrpInput } from '../rule.ts';
import { ownAddress, type VrrpInstance } from '../section.ts';
import { familyOf } from '../section/address.ts';

/** keepalived without a peer in the file goes back to multicast, and says so since 2.2.5 only. */
export function unicastHasPeers({ vrrp, nodes }: VrrpInput): Breach[] {
  if (!vrrp.unicast || nodes.length > 1) return [];
  return [
    {
      path: ['vrrp', 'unicast'],
      message: 'unicast needs a second host: there is nobody to send to',
      hint: 'add the other host, or leave `unicast` out',
    },
  ];
}

/** Where one host's address is another than ssh's, so are those of the others. */
export function addressesAreWhole({ vrrp, nodes }: VrrpInput): Breach[] {
  const known = nodes.map(({ name }) => name);
  return Object.entries(vrrp.instances).flatMap(([name, { addresses }]) => {
    if (addresses === undefined) return [];
    const path = ['vrrp', 'instances', name, 'addresses'];
    const missing = known.filter((host) => !(host in addresses));
    const strangers = Object.keys(addresses).filter((host) => !known.includes(host));
    return [
      ...strangers.map((host) => ({
        path: [...path, host],
        message: `\`${host}\` is no host that runs VRRP here`,
        hint: `hosts: ${known.join(', ')}`,
      })),
      ...(missing.length === 0
        ? []
        : [
            {
              path,
              message: `there is no address of ${missing.join(', ')}`,
              hint: `add the own address of ${missing.join(' and of ')} in the network of ${name}`,
            },
          ]),
    ];
  });
}

export function addressesDiffer({ vrrp, nodes }: VrrpInput): Breach[] {
  return Object.entries(vrrp.instances).flatMap(([name, instance]) => {
    if (instance.addresses === undefined) return [];
    const seen = new Map<string, string>();
    return nodes.flatMap((node) => {
      const address = canonical(ownAddress(instance, node));
      const other = seen.get(address);
      seen.set(address, other ?? node.name);
      if (other === undefined) return [];
      return [
        {
          path: ['vrrp', 'instances', name, 'addresses', node.name],
          message: `${node.name} has the same address as ${other}: ${address}`,
          hint: 'write the own address of each host, not the VIP',
        },
      ];
    });
  });
}

/** A source that the node does not have, or of the other family, is a FAULT for good. */
export function unicastAddressesFit({ vrrp, nodes }: VrrpInput): Breach[] {
  if (!vrrp.unicast) return [];
  return Object.entries(vrrp.instances).flatMap(([name, instance]) =>
    nodes.flatMap((node): Breach[] => {
      const address = ownAddress(instance, node);
      const family = familyOf(instance);
      if (isIP(address) === family) return [];
      return [
        {
          path: pathOf(name, instance, node.name),
          message:
            isIP(address) === 0
              ? `unicast needs the address of ${node.name}, not its name ${address}`
              : `unicast of ${name} needs an IPv${family} address of ${node.name}, as its VIP is, not ${address}`,
          hint: `write it into \`addresses\` of ${name}: addresses: { ${node.name}: ${family === 6 ? '2001:db8::11' : '192.0.2.11'} }`,
        },
      ];
    }),
  );
}

function pathOf(name: string, { addresses }: VrrpInstance, host: string): string[] {
  const own = addresses !== undefined && host in addresses;
  return own ? ['vrrp', 'instances', name, 'addresses', host] : ['hosts', host, 'address'];
}
