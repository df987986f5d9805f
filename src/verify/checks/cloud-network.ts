import { finding } from '../finding.ts';
import { said, type Check, type NodeView } from '../view.ts';

/** SYS012: most clouds carry neither multicast nor an address that nobody has announced to them. Said of nodes in one only. */
export const cloudNetwork: Check = {
  id: 'cloud-network',
  needs: ['configs', 'machine'],
  check: ({ nodes }) =>
    nodes.flatMap((node) => {
      const cloud = cloudOf(node);
      if (cloud === null) return [];
      const multicast = node.model.instances.filter(({ unicast }) => unicast === null);
      return [
        finding({
          id: 'cloud-network',
          host: node.host.name,
          title: `the network of ${cloud} carries what this pair needs`,
          problems: [],
          warnings: multicast.map(
            ({ name }) => `${name} uses multicast, which ${cloud} does not carry`,
          ),
          detail: `${cloud} delivers a VIP only where its own interface says: no check sees that, a drill does`,
          advice:
            'unicast_peer, and a notify_master script that moves the address by the API; prove it: hadeploy verify --failover',
        }),
      ];
    }),
};

/** As they name themselves to their guests. */
const clouds: readonly (readonly [RegExp, string])[] = [
  [/^sys_vendor=Amazon EC2$|^product_name=.*\bamazon\b/im, 'AWS'],
  [/^sys_vendor=Google$|^product_name=Google Compute Engine$/im, 'Google Cloud'],
  // The tag of every guest there; a Hyper-V of one's own does not have it.
  [/^chassis_asset_tag=7783-7084-3265-9085-8269-3286-77$/m, 'Azure'],
  [/^sys_vendor=DigitalOcean$/im, 'DigitalOcean'],
  [/^sys_vendor=Hetzner$/im, 'Hetzner Cloud'],
  [/^sys_vendor=Alibaba Cloud$/im, 'Alibaba Cloud'],
];

function cloudOf({ facts }: NodeView): string | null {
  const machine = said(facts, 'machine');
  return clouds.find(([pattern]) => pattern.test(machine))?.[1] ?? null;
}
