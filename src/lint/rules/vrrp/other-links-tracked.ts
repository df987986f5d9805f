import type { NodeRule } from '../../rule.ts';
import { called, declaredOn } from './declared.ts';

export const otherLinksTracked: NodeRule = {
  id: 'VRRP028',
  severity: 'note',
  scope: 'node',
  title: 'every interface that carries VIPs is tracked, not only the one of VRRP',
  why:
    'VRRP notices the loss of its own interface only. A node that has lost another one goes on as master, with VIPs that ' +
    'nobody reaches.',
  fix: 'track_interface with the other interfaces; a check or a bfd_instance for the way to the gateway',
  source: 'keepalived.conf(5), track_interface',
  check: (node) =>
    declaredOn(node).flatMap((one) => {
      const { instance } = one;
      const tracked = new Set(
        instance.tracks.filter(({ kind }) => kind === 'interface').map(({ name }) => name),
      );
      const vip = [...instance.vips, ...instance.excludedVips].find(
        ({ dev }) => dev !== null && dev !== instance.interface && !tracked.has(dev),
      );
      if (vip === undefined) return [];
      return [
        {
          at: vip,
          message: `${called(one)} has VIP ${vip.address} on ${vip.dev}, which it does not track`,
        },
      ];
    }),
};
