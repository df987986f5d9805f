import type { CheckResult } from '../../core/failure.ts';
import type { PairInstance } from '../../keepalived/model/types.ts';
import { allEqual, finding, sideBySide } from '../finding.ts';
import { macsOf } from '../network.ts';
import type { Check, NodeView, VerifyView } from '../view.ts';

/** NET005: multicast VRRP and a VIP need one layer-2 segment: same subnet, same MTU, and each node reaches the other by ARP. */
export const sameSegment: Check = {
  id: 'same-segment',
  needs: ['configs', 'keepalived', 'network'],
  check: (view) =>
    view.pair.length < 2 ? [] : view.model.instances.flatMap((one) => check(view, one)),
};

interface End {
  node: NodeView;
  interface: string;
  mtu: number | null;
  subnets: string[];
}

function check(view: VerifyView, { name, on }: PairInstance): CheckResult[] {
  const ends = on.flatMap(({ host, instance }): End[] => {
    const node = view.nodes.find((one) => one.host.name === host);
    if (node === undefined || instance.interface === null) return [];
    const link = node.network.links.find((one) => one.interface === instance.interface);
    return [
      {
        node,
        interface: instance.interface,
        mtu: link?.mtu ?? null,
        subnets: subnetsOf(node, instance.interface),
      },
    ];
  });
  if (ends.length < 2) return [];
  const routed = on.some(({ instance }) => instance.unicast !== null);
  const absent = ends.filter(({ mtu }) => mtu === null);
  const mtus = ends.map(({ node, mtu }) => ({ host: node.host.name, value: String(mtu) }));
  const shared =
    ends[0]?.subnets.filter((one) => ends.every(({ subnets }) => subnets.includes(one))) ?? [];
  const seen = ends.filter((end) =>
    ends.some((other) => other !== end && reaches(view, { end, other, name })),
  );
  return [
    finding({
      id: 'same-segment',
      title: `${name}: the nodes are in one layer-2 segment`,
      problems: [
        ...absent.map((end) => `${end.node.host.name} has no interface ${end.interface}`),
        ...(absent.length > 0 || allEqual(mtus) ? [] : [`MTU: ${sideBySide(mtus)}`]),
        ...(routed || absent.length > 0 || shared.length > 0
          ? []
          : [
              `no common subnet: ${sideBySide(ends.map(({ node, subnets }) => ({ host: node.host.name, value: subnets.join(' ') || 'none' })))}`,
            ]),
        ...(routed || absent.length > 0 || seen.length > 0
          ? []
          : ['no node has the MAC of another: neither ARP nor an advertisement comes through']),
      ],
      detail: [
        `${shared.join(' ') || 'routed, unicast'} on ${[...new Set(ends.map((end) => end.interface))].join(', ')}`,
        `MTU ${mtus[0]?.value ?? ''}`,
        `seen from ${seen.map(({ node }) => node.host.name).join(' and ') || 'none'}`,
      ].join('; '),
      advice:
        'are both nodes in the same VLAN, with the same MTU? ip neigh; VRRP over a router needs unicast_peer, and the VIP must then be routed',
    }),
  ];
}

/** By ARP, by the neighbour table, or because its advertisements are heard. */
function reaches(
  view: VerifyView,
  { end, other, name }: { end: End; other: End; name: string },
): boolean {
  const macs = macsOf(other.node.network);
  const { arp, neighbours } = end.node.network;
  const heard = end.node.running?.instances.find((one) => one.name === name);
  return (
    [...arp, ...neighbours].some(
      (one) => one.interface === end.interface && macs.includes(one.mac),
    ) ||
    (heard?.state === 'BACKUP' && (heard.counters?.received ?? 0) > 0 && view.pair.length === 2)
  );
}

/** Of IPv4 addresses wider than a host: "192.0.2.0/24". */
function subnetsOf({ facts }: NodeView, name: string): string[] {
  return facts.addresses
    .filter((fact) => fact.interface === name && fact.family === 4 && fact.prefixLength < 32)
    .map(({ address, prefixLength }) => `${networkOf(address, prefixLength)}/${prefixLength}`);
}

function networkOf(address: string, prefixLength: number): string {
  return address
    .split('.')
    .map((octet, index) => {
      const bits = Math.min(8, Math.max(0, prefixLength - index * 8));
      return Number(octet) & (0xff << (8 - bits));
    })
    .map((octet) => octet & 0xff)
    .join('.');
}
