import { isIP } from 'node:net';
import type { NodeRule } from '../../rule.ts';
import { sysctlAtBoot } from '../../sysctl-at-boot.ts';
import { canonical } from '../../../core/address.ts';
import { vipsOf } from './addresses.ts';
import { frontendsIn } from './proxies.ts';

export const nonlocalBindAllowed: NodeRule = {
  id: 'HAP002',
  severity: 'error',
  scope: 'node',
  title: 'a node whose haproxy binds a VIP may bind addresses that it does not have',
  why:
    'The standby does not have the VIP. Without ip_nonlocal_bind its haproxy cannot bind it and does not start, so it ' +
    'is not there when the VIP comes. haproxy -c opens no sockets and says nothing.',
  fix: 'net.ipv4.ip_nonlocal_bind = 1 (for IPv6 net.ipv6.ip_nonlocal_bind) in /etc/sysctl.d on both nodes, or bind *:PORT',
  source: 'kernel documentation, ip-sysctl; measured',
  check: (node) => {
    const vips = new Set(vipsOf(node));
    const forbids = [4, 6].filter(
      (family) => sysctlAtBoot(node, `net.ipv${family}.ip_nonlocal_bind`) === '0',
    );
    if (forbids.length === 0) return [];
    return frontendsIn(node)
      .flatMap(({ binds }) => binds)
      .filter(({ address, transparent }) => !transparent && vips.has(canonical(address)))
      .flatMap((bind) => {
        const family = isIP(bind.address) === 6 ? 6 : 4;
        const key = `net.ipv${family}.ip_nonlocal_bind`;
        return forbids.includes(family)
          ? [
              {
                at: bind,
                message: `haproxy binds VIP ${bind.address}:${bind.port}, and ${key} is 0 on ${node.name}: it cannot start there while the VIP is elsewhere`,
              },
            ]
          : [];
      });
  },
};
