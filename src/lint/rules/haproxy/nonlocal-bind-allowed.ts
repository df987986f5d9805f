import { isIP } from 'node:net';
import type { NodeRule } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
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
    const vips = vipsOf(node);
    return frontendsIn(node)
      .flatMap(({ binds }) => binds)
      .filter(({ address, transparent }) => !transparent && vips.includes(canonical(address)))
      .flatMap((bind) => {
        const key = `net.ipv${isIP(bind.address) === 6 ? 6 : 4}.ip_nonlocal_bind`;
        return atBoot(node, key) === '0'
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

/** What the node's sysctl files set it to; null: what is known of the node does not tell. */
function atBoot({ node }: NodeView, key: string): string | null {
  const values = node.files
    .filter(({ path }) => /^\/(etc|usr\/lib|run)\/sysctl(\.d\/[^/]+)?\.conf$/.test(path))
    .sort((one, other) => (order(one.path) < order(other.path) ? -1 : 1))
    .flatMap(({ text }) => text.split('\n'))
    .flatMap((line) => {
      const [name = '', value = ''] = line.split('=');
      return name.trim().replace(/^-/, '').replaceAll('/', '.') === key ? [value.trim()] : [];
    });
  return values.at(-1) ?? null;
}

/** sysctl --system reads the directories by file name, and /etc/sysctl.conf last. */
function order(path: string): string {
  return path === '/etc/sysctl.conf' ? '~' : path.slice(path.lastIndexOf('/') + 1);
}
