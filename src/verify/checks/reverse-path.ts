import { isIP } from 'node:net';
import type { CheckResult } from '../../core/failure.ts';
import { finding } from '../finding.ts';
import { readRoutes } from '../routes.ts';
import { outputOf, type Check, type NodeView } from '../view.ts';

/**
 * SYS002: a VIP that is in none of its interface's own networks is asked by clients from elsewhere. Where the way back to
 * them leaves through another interface, strict rp_filter drops what they send. Said of such VIPs only.
 */
export const reversePath: Check = {
  id: 'reverse-path',
  needs: ['configs', 'routes'],
  check: ({ nodes }) =>
    nodes.flatMap((node) =>
      node.model.instances.flatMap((instance) =>
        instance.vips
          .filter(({ address }) => isIP(address) === 4)
          .flatMap(({ address, dev }) => {
            const name = dev ?? instance.interface;
            return name === null ? [] : check(node, { address, interface: name });
          }),
      ),
    ),
};

function check(node: NodeView, vip: { address: string; interface: string }): CheckResult[] {
  const { host, facts } = node;
  const output = outputOf(facts, 'routes');
  if (output === null || isLocal(node, vip)) return [];
  const routes = readRoutes(output.text);
  const elsewhere = routes.defaults.filter((name) => name !== vip.interface);
  const filter = Math.max(routes.filters.get('all') ?? 0, routes.filters.get(vip.interface) ?? 0);
  const leaves = elsewhere.length > 0 && elsewhere.length === routes.defaults.length;
  // Rules of its own may well send the answers back the way that the questions came.
  const drops = filter === 1 && leaves && !routes.hasRules;
  return [
    finding({
      id: 'reverse-path',
      host: host.name,
      title: `${vip.address} on ${vip.interface} can be reached from elsewhere`,
      problems: [],
      warnings: drops
        ? [
            `rp_filter is 1, and the default route leaves through ${elsewhere.join(', ')}: what clients send to the VIP is dropped`,
          ]
        : [],
      detail: drops
        ? ''
        : `rp_filter ${filter}, default route through ${routes.defaults.join(', ') || 'none'}`,
      advice: `sysctl -w net.ipv4.conf.${vip.interface}.rp_filter=2, and the same in /etc/sysctl.d; or a route for the answers`,
    }),
  ];
}

function isLocal({ facts }: NodeView, vip: { address: string; interface: string }): boolean {
  return facts.addresses.some(
    (fact) =>
      fact.interface === vip.interface &&
      fact.family === 4 &&
      fact.prefixLength < 32 &&
      network(fact.address, fact.prefixLength) === network(vip.address, fact.prefixLength),
  );
}

function network(address: string, prefixLength: number): number {
  const bits = address.split('.').reduce((all, octet) => all * 256 + Number(octet), 0);
  return Math.floor(bits / 2 ** (32 - prefixLength));
}
