import { expect } from 'vitest';
import { nodeDown } from './support/bounds.ts';
import { answering, holding, powerCut } from './support/faults.ts';
import { story } from './support/story.ts';
import type { Drill } from './support/system.ts';

const nodes = { 'desktop-lb1': 'lb01', 'desktop-lb2': 'lb02' };
const vips = { 'desktop-lb1': '198.51.100.113', 'desktop-lb2': '198.51.100.213' };
type Node = keyof typeof nodes;

await story({
  name: 'F',
  cluster: 'desktop-pool',
  nodes,
  others: ['web01', 'web02'],
  proofs: [
    {
      what: 'each node holds its own VIP, and serves',
      async prove() {
        for (const [node, vip] of Object.entries(vips)) {
          expect(await holding(vip, nodes)).toEqual([node]);
          expect(new Set(await answering(`${vip}:4000`, 20))).toEqual(new Set(['web01', 'web02']));
        }
      },
    },
  ],
  failover: [{ host: 'desktop-lb1', drills: ['haproxy-stopped', 'keepalived-stopped'] }],
  drills: [down('desktop-lb1', 'desktop-lb2'), down('desktop-lb2', 'desktop-lb1')],
});

/** The other one has both VIPs then. */
function down(node: Node, other: Node): Drill {
  return {
    what: `${node} down: the other holds both VIPs`,
    on: node,
    ask: `${vips[node]}:4000`,
    ...powerCut(nodes[node]),
    bound: nodeDown(100),
    async meanwhile() {
      const rest = { [other]: nodes[other] };
      for (const vip of Object.values(vips)) expect(await holding(vip, rest)).toEqual([other]);
    },
    async returned() {
      await expect.poll(() => holding(vips[node], nodes), { timeout: 60_000 }).toEqual([node]);
    },
  };
}
