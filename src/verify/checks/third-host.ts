import { isIP } from 'node:net';
import type { Vip } from '../../core/cluster.ts';
import type { CheckResult } from '../../core/failure.ts';
import { finding } from '../finding.ts';
import { macsOf } from '../network.ts';
import { holders, type Check, type VerifyView } from '../view.ts';

/** NET001: nobody but the holder answers ARP for a VIP. Seen by its MAC, which is none of the holder's. Real servers of LVS ask too: they must stay silent themselves. */
export const thirdHost: Check = {
  id: 'third-host',
  needs: ['network'],
  check: (view) =>
    view.cluster.vips.filter(({ address }) => isIP(address) === 4).map((vip) => check(view, vip)),
};

function check(view: VerifyView, vip: Vip): CheckResult {
  const holding = holders(view, vip);
  const own = new Map(
    view.nodes.flatMap(({ host, network }) =>
      macsOf(network).map((mac) => [mac, host.name] as const),
    ),
  );
  const asked = view.nodes.filter(({ network }) => network.arpBy !== null);
  const seen = view.nodes.flatMap(({ host, network }) =>
    (network.arpBy === null ? network.neighbours : network.arp)
      .filter(({ address }) => address === vip.address)
      .map(({ mac }) => ({ mac, by: host.name })),
  );
  const macs = [...new Set(seen.map(({ mac }) => mac))];
  const strangers = macs.filter((mac) => !holding.includes(own.get(mac) ?? ''));
  // Of a host that was not looked at nothing is known: it may be the one that holds the VIP.
  const allowed = view.complete || holding.length > 0 ? 0 : 1;
  return finding({
    id: 'third-host',
    title: `${vip.name} ${vip.address} is answered for by its holder only`,
    problems:
      strangers.length <= allowed
        ? []
        : strangers.map((mac) => {
            const by = [...new Set(seen.filter((one) => one.mac === mac).map((one) => one.by))];
            const who = own.get(mac) ?? 'no node of this cluster';
            return `${mac} answers too, seen by ${by.join(' and ')}: that is ${who}`;
          }),
    detail:
      asked.length > 0
        ? `asked by ARP from ${asked.map(({ host }) => host.name).join(' and ')}: ${macs.join(', ') || 'nobody else answers'}`
        : `looked up in the neighbour tables only (neither perl nor arping there): ${macs.join(', ') || 'not known there'}`,
    advice:
      'find the machine by its MAC in the switch or the hypervisor and take the address from it; clients reach now one, now the other',
  });
}
