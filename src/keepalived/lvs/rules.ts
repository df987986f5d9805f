import { canonical } from '../../core/address.ts';
import type { Breach } from '../../core/breach.ts';
import { vipsOf } from '../section/address.ts';
import { services, type LvsInput, type LvsRule } from './rule.ts';
import { endpointIn } from './section.ts';
import {
  familiesAgree,
  portsAreKept,
  serversAreOthers,
  serversDiffer,
  somebodyServes,
} from './server-rules.ts';

export const lvsRules: LvsRule[] = [
  vrrpIsThere,
  addressesAreVips,
  servicesDiffer,
  portsAreKept,
  familiesAgree,
  serversAreOthers,
  serversDiffer,
  somebodyServes,
];

/** keepalived runs on the directors because `vrrp` says so. */
function vrrpIsThere({ vrrp }: LvsInput): Breach[] {
  if (vrrp !== null) return [];
  return [
    {
      path: ['lvs'],
      message: 'there is no `vrrp` section: nobody would hold the addresses of these services',
      hint: 'describe the VRRP instances of the directors: vrrp: { interface: eth0, instances: { … } }',
    },
  ];
}

function addressesAreVips(input: LvsInput): Breach[] {
  const { vrrp } = input;
  if (vrrp === null) return [];
  const vips = Object.values(vrrp.instances).flatMap((one) => vipsOf(one));
  const known = new Set(vips.map(({ address }) => canonical(address)));
  return services(input).flatMap(({ service, path }) => {
    if (service.address === undefined) return [];
    const { address } = endpointIn(service.address);
    if (known.has(canonical(address))) return [];
    return [
      {
        path: [...path, 'address'],
        message: `${address} is the VIP of no instance: it would be on no director`,
        hint: `VIPs of this cluster: ${vips.map((vip) => vip.address).join(', ')}`,
      },
    ];
  });
}

/** keepalived merges nothing: the kernel refuses the second one. */
function servicesDiffer(input: LvsInput): Breach[] {
  const seen = new Map<string, string>();
  return services(input).flatMap(({ name, service, path }) => {
    const { address, fwmark, protocol } = service;
    const found = address === undefined ? null : endpointIn(address);
    const key =
      found === null
        ? `fwmark ${fwmark}`
        : `${canonical(found.address)} port ${found.port} (${protocol})`;
    const other = seen.get(key);
    seen.set(key, other ?? name);
    if (other === undefined) return [];
    return [
      {
        path: [...path, found === null ? 'fwmark' : 'address'],
        message: `${key} is already forwarded by ${other}`,
        hint: 'one virtual server for each address, port and protocol: put the real servers together',
      },
    ];
  });
}
