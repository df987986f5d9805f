import type { CheckResult } from '../../core/failure.ts';
import { isInUse } from '../balanced.ts';
import { finding } from '../finding.ts';
import type { Check, NodeView } from '../view.ts';

/** On each director, also the standby: with a server taken out, the next one that fails is an outage. */
export const realServersUp: Check = {
  id: 'real-servers-up',
  needs: ['configs', 'ipvs'],
  check: ({ pair }) => pair.filter(({ model }) => model.virtualServers.length > 0).map(check),
};

function check(node: NodeView): CheckResult {
  const servers = node.model.virtualServers.flatMap((service) =>
    service.servers
      .filter(({ weight }) => weight > 0)
      .map(({ address, port }) => ({ by: 'lvs' as const, service, address, port })),
  );
  const out = servers.filter((server) => isInUse(node, server) === false);
  const unknown = servers.some((server) => isInUse(node, server) === null);
  return finding({
    id: 'real-servers-up',
    host: node.host.name,
    title: 'keepalived has all its real servers',
    problems: [
      ...(unknown ? ['the kernel has no table of IPVS (/proc/net/ip_vs)'] : []),
      ...out.map(
        ({ service, address, port }) =>
          `${address}:${port} of ${service.address}:${service.port} is taken out`,
      ),
    ],
    detail: `${servers.length - out.length} of ${servers.length} get connections`,
    advice: unknown
      ? 'modprobe ip_vs, and restart keepalived'
      : 'does the service answer from this node? journalctl -u keepalived tells each check that failed',
  });
}
