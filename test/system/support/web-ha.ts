import { expect } from 'vitest';
import { nodeDown, serviceDown } from './bounds.ts';
import { answering, powerCut } from './faults.ts';
import type { System } from './system.ts';

/** System D on two nodes of the lab. */
export function webHa(
  name: string,
  cluster: string,
  [first, second]: [string, string],
  vip: string,
): System {
  const answers = (who: string) => async (): Promise<void> => {
    await expect.poll(() => answering(vip, 1), { timeout: 20_000 }).toEqual([who]);
  };
  return {
    name,
    cluster,
    nodes: { web1: first, web2: second },
    proofs: [{ what: 'the first node answers', prove: answers('web1') }],
    failover: [
      {
        host: 'web1',
        drills: ['nginx-stopped', 'nginx-killed', 'keepalived-stopped', 'link-down'],
        bounds: { 'nginx-stopped': serviceDown({ intervalS: 2, fall: 2 }, 50) },
      },
    ],
    drills: [
      {
        what: 'node down, and back',
        on: 'web1',
        ask: vip,
        ...powerCut(first),
        bound: nodeDown(50),
        meanwhile: answers('web2'),
        returned: answers('web1'),
      },
    ],
  };
}
