import type { CheckResult } from '../../core/failure.ts';
import { takesTraffic, type RunningServer } from '../../haproxy/running.ts';
import { finding } from '../finding.ts';
import { outputOf, type Check, type NodeView } from '../view.ts';

/** On each node, also the standby: it must be able to serve the instant it takes over. */
export const serversUp: Check = {
  id: 'servers-up',
  needs: ['haproxy', 'units'],
  check: ({ nodes }) => nodes.filter(({ daemons }) => daemons.includes('haproxy')).map(check),
};

function check(node: NodeView): CheckResult {
  const { host, haproxy } = node;
  const servers = haproxy?.servers ?? [];
  const asked = servers.filter((one) => !onPurpose(one));
  const down = asked.filter((one) => !takesTraffic(one));
  const out = servers.filter(onPurpose);
  const name = ({ backend, server, status }: RunningServer): string =>
    `${backend}/${server} ${status}`;
  return finding({
    id: 'servers-up',
    host: host.name,
    title: 'haproxy has all its servers',
    problems: haproxy === null ? [whyNot(node)] : down.map(name),
    warnings: out.map(name),
    detail: `${asked.length - down.length} of ${servers.length} take traffic`,
    advice:
      down.length > 0
        ? 'does the service answer from this node? The last check is told by: echo "show servers state; show stat" | socat - UNIX-CONNECT:/run/haproxy/admin.sock'
        : out.length > 0
          ? 'taken out by hand; back with: set server BACKEND/SERVER state ready (on the admin socket)'
          : 'haproxy needs `stats socket /run/haproxy/admin.sock level admin`, the node socat',
  });
}

/** An operator took it out; that is no fault, but a person should know. */
function onPurpose({ status }: RunningServer): boolean {
  return /^(MAINT|DRAIN)/.test(status);
}

function whyNot({ facts }: NodeView): string {
  if (facts.units['haproxy.service']?.active !== 'active') return 'haproxy is not active';
  switch (outputOf(facts, 'haproxy')?.code) {
    case 2:
      return 'there is no admin socket to ask';
    case 3:
      return 'socat is not installed: its admin socket cannot be asked';
    default:
      return 'haproxy does not answer on its admin socket';
  }
}
