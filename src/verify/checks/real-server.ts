import { canonical } from '../../core/address.ts';
import type { CheckResult } from '../../core/failure.ts';
import { lvsOf } from '../../keepalived/lvs/section.ts';
import { loopbackVips } from '../../keepalived/lvs/view.ts';
import { finding } from '../finding.ts';
import { SILENCE } from '../needs.ts';
import type { Check, NodeView } from '../view.ts';

/** With DR and TUN a packet reaches a real server with the VIP as its destination: it must have it, and tell nobody. */
export const realServer: Check = {
  id: 'real-server',
  needs: ['silence'],
  check: ({ nodes, cluster }) => {
    const lvs = lvsOf(cluster.context);
    if (lvs === null) return [];
    return nodes.flatMap((node) => {
      const vips = loopbackVips(lvs, node.host.target.address);
      return vips.length === 0 ? [] : [check(node, vips)];
    });
  },
};

function check({ host, facts }: NodeView, vips: string[]): CheckResult {
  const onLoopback = facts.addresses
    .filter((fact) => fact.interface === 'lo')
    .map(({ address }) => canonical(address));
  const missing = vips.filter((vip) => !onLoopback.includes(canonical(vip)));
  const loud = Object.entries(SILENCE).filter(([key, value]) => facts.sysctls[key] !== value);
  return finding({
    id: 'real-server',
    host: host.name,
    title: 'it takes what the directors send for a VIP, and answers ARP for none',
    problems: [
      ...missing.map((vip) => `${vip} is not on lo: what a director sends here is dropped`),
      ...loud.map(
        ([key, value]) =>
          `${key} is ${facts.sysctls[key] ?? 'not known to the kernel'}, not ${value}: it may take a VIP's traffic from the directors`,
      ),
    ],
    detail: `${vips.join(' and ')} on lo`,
    advice:
      'systemctl status hadeploy-loopback-vips; systemctl restart systemd-sysctl; or: hadeploy apply',
  });
}
