import { isIP } from 'node:net';
import type { Observation, PairRule } from '../../rule.ts';
import { isLinkLocal } from '../../address.ts';
import { instancesOf, type NodeView, type Owned } from '../../view.ts';
import { canonical } from '../../../core/address.ts';
import { covers, isVariable, isWildcard } from './addresses.ts';
import { bindLines, frontendsIn, textsOf } from './proxies.ts';

export const vipHasListener: PairRule = {
  id: 'HAP001',
  severity: 'error',
  scope: 'pair',
  title: 'haproxy listens on every VIP, on every node',
  why:
    'keepalived moves the address whether or not anybody listens on it. A VIP that haproxy does not bind refuses every ' +
    'connection; one that it binds on one node only does so after the failover. haproxy does not know the VIPs, ' +
    'keepalived does not know the listeners.',
  fix: 'bind VIP:PORT (or *:PORT) in a frontend, the same on both nodes',
  source: 'seen in a field write-up',
  check: (pair) => {
    const served = new Map(pair.nodes.map((node) => [node, servedBy(node)]));
    const judged = new Set(pair.nodes.filter(isJudged));
    const isServed = (node: NodeView, vip: string): boolean => served.get(node)?.(vip) ?? false;
    return instancesOf(pair).flatMap((owned) =>
      judged.has(owned.node)
        ? unserved(
            owned,
            (vip) => isServed(owned.node, vip),
            (vip) => pair.nodes.find((other) => other !== owned.node && isServed(other, vip)),
          )
        : [],
    );
  },
};

function isJudged(node: NodeView): boolean {
  const frontends = frontendsIn(node);
  return (
    frontends.some(({ binds }) => binds.length > 0) &&
    !frontends.flatMap(bindLines).some((line) => isVariable(textsOf(line)[0] ?? ''))
  );
}

/** Whether an address is bound by haproxy, or a service of LVS. All is read once: there may be thousands of VIPs. */
function servedBy(node: NodeView): (vip: string) => boolean {
  const binds = frontendsIn(node).flatMap((proxy) => proxy.binds);
  const wide = binds.filter(isWildcard);
  const ofAll = {
    4: wide.some((bind) => covers(bind, '0.0.0.0')),
    6: wide.some((bind) => covers(bind, '::')),
  };
  const bound = new Set(binds.map(({ address }) => canonical(address)));
  const statements = node.keepalived?.statements ?? [];
  const services = new Set(
    statements
      .filter(({ keyword }) => keyword.startsWith('virtual_server'))
      .flatMap(({ words }) => words.map(({ text }) => text)),
  );
  const isAny =
    services.has('fwmark') || statements.some(({ keyword }) => keyword === 'virtual_server_group');
  return (vip) =>
    isAny || services.has(vip) || bound.has(canonical(vip)) || ofAll[isIP(vip) === 6 ? 6 : 4];
}

/** The VIPs of an instance that its node does not serve. */
function unserved(
  { node, instance }: Owned,
  isServed: (vip: string) => boolean,
  servedOn: (vip: string) => NodeView | undefined,
): Observation[] {
  const checks = instance.tracks.some(({ name }) => {
    const command = node.keepalived?.checks.get(name)?.model.command;
    return /haproxy/i.test(`${name} ${command ?? ''}`);
  });
  // The link-local address of an IPv6 instance is VRRP's own: nobody asks it for a service.
  return [...instance.vips, ...instance.excludedVips]
    .filter(({ address }) => !isLinkLocal(address) && !isServed(address))
    .map((at) => {
      const vip = at.address;
      const elsewhere = servedOn(vip);
      return {
        at,
        node: node.name,
        // A pair may hold an address for something else than haproxy, a gateway.
        severity: elsewhere || checks ? 'error' : 'warning',
        message: elsewhere
          ? `haproxy listens on VIP ${vip} of ${instance.name} on ${elsewhere.name}, on ${node.name} it does not: after a failover it refuses every connection`
          : `nothing in haproxy.cfg of ${node.name} listens on VIP ${vip} of ${instance.name}`,
      };
    });
}
