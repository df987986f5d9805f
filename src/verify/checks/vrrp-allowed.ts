import { isIP } from 'node:net';
import type { CheckResult } from '../../core/failure.ts';
import type { InstanceModel } from '../../keepalived/model/types.ts';
import { finding } from '../finding.ts';
import { judgedByIptables } from '../firewall/iptables.ts';
import { judgedByNft } from '../firewall/nft.ts';
import { isWithin, type VrrpPacket } from '../firewall/packet.ts';
import { outputOf, type Check, type NodeView, type VerifyView } from '../view.ts';

/** SYS010, by the packet filter's rules: both directions, for a standby is silent and its own way out shows only when it must take over. */
export const vrrpAllowed: Check = {
  id: 'vrrp-allowed',
  needs: ['configs', 'firewall'],
  check: (view) => view.pair.map((node) => check(view, node)),
};

const MULTICAST = { 4: '224.0.0.18', 6: 'ff02::12' } as const;

function check(view: VerifyView, node: NodeView): CheckResult {
  const { host, facts, model } = node;
  const output = outputOf(facts, 'firewall');
  const end = output?.text.indexOf('\n\n') ?? -1;
  const rules = output?.text ?? '';
  const [nft, iptables] = end < 0 ? [rules, ''] : [rules.slice(0, end), rules.slice(end)];
  const packets = model.instances.flatMap((instance) => packetsOf(view, node, instance));
  const problems = packets.flatMap((packet) => {
    const verdicts = [judgedByNft(nft, packet), judgedByIptables(iptables, packet)];
    return verdicts.flatMap((one) =>
      one.blocked
        ? [
            `${packet.direction === 'in' ? `from ${packet.source}` : `to ${packet.destination}`} on ${packet.interface}: ${one.by}`,
          ]
        : [],
    );
  });
  return finding({
    id: 'vrrp-allowed',
    host: host.name,
    title: 'the packet filter lets VRRP in and out',
    problems: [...new Set(problems)],
    warnings: output?.code === 3 ? ['neither nft nor iptables there to ask'] : [],
    detail: `${packets.length} packets judged, ${count(rules, /"rule":|^-A /gm)} rules`,
    advice:
      'allow protocol 112 from and to the other node (the roles firewalld and ufw do), e.g.: nft insert rule inet filter input ip protocol 112 accept; and the same for output',
  });
}

/** One from and one to every other node, as this instance sends them. */
function packetsOf(view: VerifyView, node: NodeView, instance: InstanceModel): VrrpPacket[] {
  const name = instance.interface;
  if (name === null) return [];
  const family = isIP(instance.vips[0]?.address ?? '') === 6 ? 6 : 4;
  const own = senderOn(node, instance, name, family);
  return view.pair
    .filter((other) => other !== node)
    .flatMap((other): VrrpPacket[] => {
      const theirs = other.model.instances.find((one) => one.name === instance.name);
      const peer = senderOn(other, theirs ?? instance, theirs?.interface ?? name, family);
      if (own === null || peer === null) return [];
      const [toUs, toPeer] = instance.unicast
        ? [own, peer]
        : [MULTICAST[family], MULTICAST[family]];
      return [
        { direction: 'in', interface: name, family, source: peer, destination: toUs },
        { direction: 'out', interface: name, family, source: own, destination: toPeer },
      ];
    });
}

/**
 * From which a node sends advertisements: with unicast the one that it is told; else the first of the interface that is its
 * own, no VIP, with IPv6 that of the link.
 */
function senderOn(
  { facts, model }: NodeView,
  { unicast }: InstanceModel,
  name: string,
  family: 4 | 6,
): string | null {
  const vips = model.instances.flatMap((one) => [...one.vips, ...one.excludedVips]);
  const own = facts.addresses
    .filter(
      (fact) =>
        fact.interface === name &&
        fact.family === family &&
        !vips.some(({ address }) => address === fact.address),
    )
    .map(({ address }) => address);
  const ofLink = own.find((address) => isWithin(address, 'fe80::/10'));
  if (unicast === null) return ofLink ?? own[0] ?? null;
  return unicast.source ?? own.find((address) => address !== ofLink) ?? null;
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
