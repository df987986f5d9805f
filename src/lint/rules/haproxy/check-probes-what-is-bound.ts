import type { NodeRule } from '../../rule.ts';
import { canonical } from '../../../core/address.ts';
import { covers, isLoopback, isStream, vipsOf } from './addresses.ts';
import { askedOn } from './asked.ts';
import { byPortOf, frontendsIn } from './proxies.ts';

export const checkProbesWhatIsBound: NodeRule = {
  id: 'HAP004',
  severity: 'warning',
  scope: 'node',
  title: 'the check of keepalived asks an address of its own haproxy',
  why:
    'Where haproxy binds the VIP only, a probe of 127.0.0.1 is refused on both nodes at all times, and the check says ' +
    'nothing. A probe of the VIP asks whoever holds it: on the standby that is the other node, so both nodes fail ' +
    'together and the VIP stays. keepalived never looks into the script.',
  fix: 'probe an address that haproxy binds on every node, as 127.0.0.1:PORT with a bind of its own for the check',
  source: 'known in the field',
  check: (node) => {
    const binds = frontendsIn(node).flatMap((proxy) => proxy.binds.filter(isStream));
    const ports = byPortOf(binds);
    const vips = new Set(vipsOf(node));
    return askedOn(node).flatMap(({ at, host, port }) => {
      const onPort = ports.get(port) ?? [];
      const address = host === 'localhost' ? '127.0.0.1' : host;
      if (onPort.length === 0) return [];
      if (isLoopback(host) && !onPort.some((bind) => covers(bind, address))) {
        const bound = [...new Set(onPort.map((bind) => bind.address))].join(', ');
        return [
          {
            at,
            message: `the check asks ${host}:${port}, haproxy listens on port ${port} of ${bound} only: the check always fails`,
          },
        ];
      }
      if (!vips.has(canonical(host))) return [];
      return [
        {
          at,
          message: `the check asks the VIP ${host}:${port}: without the VIP, ${node.name} asks the other node's haproxy, not its own`,
        },
      ];
    });
  },
};
