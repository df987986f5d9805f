import { isIP } from 'node:net';
import { canonical } from '../../../core/address.ts';
import type { NodeRule } from '../../rule.ts';
import { sysctlAtBoot } from '../../sysctl-at-boot.ts';
import { vipsOf } from '../haproxy/addresses.ts';
import { listenersOf } from './listeners.ts';

export const nonlocalListenAllowed: NodeRule = {
  id: 'NGX004',
  severity: 'error',
  scope: 'node',
  title: 'a node whose nginx listens on a VIP may bind addresses that it does not have',
  why:
    'The standby does not have the VIP: without ip_nonlocal_bind its nginx does not start, so it is not there when ' +
    'the VIP comes. nginx -t binds and would say it, but only where it runs: on the node that holds the VIP all is well.',
  fix: 'net.ipv4.ip_nonlocal_bind = 1 (for IPv6 net.ipv6.ip_nonlocal_bind) in /etc/sysctl.d on both nodes, or listen PORT',
  source: 'kernel documentation, ip-sysctl; measured',
  check: (node) => {
    const vips = new Set(vipsOf(node));
    return listenersOf(node)
      .filter(({ address }) => vips.has(canonical(address)))
      .flatMap(({ at, address, port }) => {
        const key = `net.ipv${isIP(address) === 6 ? 6 : 4}.ip_nonlocal_bind`;
        if (sysctlAtBoot(node, key) !== '0') return [];
        return [
          {
            at,
            message: `nginx listens on VIP ${address}:${port}, and ${key} is 0 on ${node.name}: it cannot start there while the VIP is elsewhere`,
          },
        ];
      });
  },
};
