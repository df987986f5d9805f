import type { Cluster, Vip } from '../core/cluster.ts';
import type { CheckResult } from '../core/failure.ts';
import type { Dial } from '../core/session.ts';
import { haproxyOf, speaksHttp } from '../haproxy/section.ts';
import { nginxOf, nginxPortsOn } from '../nginx/section.ts';
import { finding } from './finding.ts';
import { request } from './request.ts';

/** How a client asks for a VIP's service. */
export interface VipRequest {
  vip: Vip;
  port: number;
  /** GET of this path where haproxy speaks HTTP there; null: a TCP connection is all that can be asked. */
  path: string | null;
}

const LIMIT_MS = 3_000;

/** One for every port of every VIP. */
export function vipRequests(cluster: Cluster): VipRequest[] {
  return cluster.vips.flatMap((vip) =>
    vip.ports.map((port) => ({ vip, port, path: asksHttp(cluster, vip, port) ? '/' : null })),
  );
}

/** Asks all of them at once. `from` names where `dial` connects from. */
export function askVips(cluster: Cluster, dial: Dial, from: string): Promise<CheckResult[]> {
  return Promise.all(
    vipRequests(cluster).map(async ({ vip, port, path }) => {
      const answer = await request(dial, { address: vip.address, port, path, limitMs: LIMIT_MS });
      const broken = answer.status !== null && answer.status >= 500;
      const what = path === null ? 'TCP connection' : `GET ${path}`;
      return finding({
        id: 'vip-answers',
        title: `${vip.name} ${vip.address}:${port} answers ${from}`,
        problems: [
          ...(answer.error === null ? [] : [answer.error]),
          ...(broken ? [`HTTP status ${answer.status}: haproxy is there, but serves nothing`] : []),
        ],
        detail: `${what}: ${answer.status === null ? 'accepted' : `status ${answer.status}`} in ${answer.ms.toFixed(1)} ms`,
        advice: broken
          ? 'are the backend servers up? hadeploy status'
          : `is ${from} in reach of the VIP at all (else --probe-from HOST), is haproxy active on the holder (ss -ltn), is the port allowed by the firewall?`,
      });
    }),
  );
}

function asksHttp(cluster: Cluster, vip: Vip, port: number): boolean {
  const haproxy = haproxyOf(cluster.context);
  if (haproxy !== null) return speaksHttp(haproxy, vip.address, port);
  const nginx = nginxOf(cluster.context);
  return nginx !== null && nginxPortsOn(nginx, vip.address).includes(port);
}
