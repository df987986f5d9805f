import type { PairRule } from '../../rule.ts';
import { addressesOf, type NodeView, type Owned, type PairView, instancesOf } from '../../view.ts';
import { covers, isVariable } from './addresses.ts';
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
  check: (pair) =>
    instancesOf(pair).flatMap((owned) =>
      isJudged(owned.node)
        ? addressesOf(owned.instance)
            .filter((vip) => !isServed(owned.node, vip))
            .flatMap((vip) => unserved(pair, owned, vip))
        : [],
    ),
};

function isJudged(node: NodeView): boolean {
  const frontends = frontendsIn(node);
  return (
    frontends.some(({ binds }) => binds.length > 0) &&
    !frontends.flatMap(bindLines).some((line) => isVariable(textsOf(line)[0] ?? ''))
  );
}

/** Bound by haproxy, or a service of LVS. */
function isServed(node: NodeView, vip: string): boolean {
  const statements = node.keepalived?.statements ?? [];
  return (
    frontendsIn(node).some(({ binds }) => binds.some((bind) => covers(bind, vip))) ||
    statements.some(
      ({ keyword, words }) =>
        /^virtual_server/.test(keyword) &&
        words.some(({ text }) => text === vip || text === 'fwmark'),
    ) ||
    statements.some(({ keyword }) => keyword === 'virtual_server_group')
  );
}

function unserved(pair: PairView, { node, instance }: Owned, vip: string) {
  const elsewhere = pair.nodes.find((other) => other !== node && isServed(other, vip));
  const at = instance.vips.find(({ address }) => address === vip) ?? instance;
  const checks = instance.tracks.some(({ name }) => {
    const script = node.keepalived?.model.scripts.find((one) => one.name === name);
    return /haproxy/i.test(`${name} ${script?.command ?? ''}`);
  });
  return [
    {
      at,
      node: node.name,
      // A pair may hold an address for something else than haproxy, a gateway.
      severity: elsewhere || checks ? ('error' as const) : ('warning' as const),
      message: elsewhere
        ? `haproxy listens on VIP ${vip} of ${instance.name} on ${elsewhere.name}, on ${node.name} it does not: after a failover it refuses every connection`
        : `nothing in haproxy.cfg of ${node.name} listens on VIP ${vip} of ${instance.name}`,
    },
  ];
}
