import { isIP } from 'node:net';
import { canonical } from '../../core/address.ts';
import type { Breach } from '../../core/breach.ts';
import { ownAddress } from '../section.ts';
import { vipsOf } from '../section/address.ts';
import { services, targets, type LvsInput } from './rule.ts';
import { endpointIn } from './section.ts';

/** The director leaves the packet as it is, so it arrives with the port that the client has asked for. */
export function portsAreKept(input: LvsInput): Breach[] {
  return services(input).flatMap(({ service, path }) => {
    const { address, method } = service;
    if (address === undefined || method === 'NAT') return [];
    const { port } = endpointIn(address);
    return targets(service)
      .filter((one) => one.port !== port)
      .map((one) => ({
        path: [...path, ...one.path],
        message: `port ${one.port}, but with ${method} the packets arrive with port ${port}`,
        hint: `write port ${port}, or \`method: NAT\``,
      }));
  });
}

export function familiesAgree(input: LvsInput): Breach[] {
  return services(input).flatMap(({ service, path }) => {
    const { address, method } = service;
    if (address === undefined || method === 'TUN') return [];
    const family = isIP(endpointIn(address).address);
    return targets(service)
      .filter((one) => isIP(one.address) !== family)
      .map((one) => ({
        path: [...path, ...one.path],
        message: `${one.address} is not an IPv${family} address, as the VIP is`,
        hint: `name the server by its IPv${family} address; only TUN goes from one family to the other`,
      }));
  });
}

/** A director that is its own real server sends packets to the other director, and that one back. */
export function serversAreOthers(input: LvsInput): Breach[] {
  const { vrrp, nodes } = input;
  const own = new Map<string, string>();
  for (const instance of Object.values(vrrp?.instances ?? {})) {
    for (const { address } of vipsOf(instance)) own.set(canonical(address), 'a VIP');
    for (const node of nodes) {
      for (const address of [node.address, ownAddress(instance, node)]) {
        own.set(canonical(address), `the director ${node.name} itself`);
      }
    }
  }
  return services(input).flatMap(({ service, path }) =>
    targets(service).flatMap((one) => {
      const owner = own.get(canonical(one.address));
      if (owner === undefined) return [];
      return [
        {
          path: [...path, ...one.path],
          message: `${one.address} is ${owner}: packets would run in a circle`,
          hint: 'name the address of another machine, which has the service',
        },
      ];
    }),
  );
}

export function serversDiffer(input: LvsInput): Breach[] {
  return services(input).flatMap(({ service, path }) => {
    const seen = new Map<string, string>();
    return Object.entries(service.servers).flatMap(([name, { address }]) => {
      const found = endpointIn(address);
      const key = `${canonical(found.address)} ${found.port}`;
      const other = seen.get(key);
      seen.set(key, other ?? name);
      if (other === undefined) return [];
      return [
        {
          path: [...path, 'servers', name, 'address'],
          message: `${address} is already the address of ${other}`,
          hint: 'a real server stands once in a service: give it a higher weight instead',
        },
      ];
    });
  });
}

export function somebodyServes(input: LvsInput): Breach[] {
  return services(input).flatMap(({ name, service, path }): Breach[] => {
    const total = Object.values(service.servers).reduce((sum, { weight }) => sum + weight, 0);
    if (total === 0) {
      return [
        {
          path: [...path, 'servers'],
          message: `all real servers of ${name} have weight 0: none gets a connection`,
          hint: 'give one of them a weight of 1 or more',
        },
      ];
    }
    if ((service.quorum ?? 1) <= total) return [];
    return [
      {
        path: [...path, 'quorum'],
        message: `a quorum of ${service.quorum} is more than all weights together, ${total}: it is never reached`,
        hint: `write ${total} or less`,
      },
    ];
  });
}
