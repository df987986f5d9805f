import { expect } from 'vitest';
import { serverRefuses } from './bounds.ts';
import { answering } from './faults.ts';
import type { System } from './system.ts';

/** System B on three nodes of the lab; the address is that of the first. */
export function webCluster(
  name: string,
  cluster: string,
  [proxy, one, two]: [string, string, string],
  address: string,
): System {
  return {
    name,
    cluster,
    nodes: { proxy1: proxy, web1: one, web2: two },
    proofs: [
      {
        what: 'six requests, 1:1',
        async prove() {
          const names = await answering(address, 6);
          expect(names.toSorted()).toEqual(['web1', 'web1', 'web1', 'web2', 'web2', 'web2']);
        },
      },
      {
        what: 'statistics page only with its password',
        async prove() {
          const ask = (header: Record<string, string>) =>
            fetch(`http://${address}:8080/status`, { headers: header });
          expect((await ask({})).status).toBe(401);
          const login = Buffer.from('stats:lab-stats').toString('base64');
          expect((await ask({ Authorization: `Basic ${login}` })).status).toBe(200);
        },
      },
    ],
    failover: ['web1', 'web2'].map((host) => ({
      host,
      drills: ['real-server-down'],
      bounds: { 'real-server-down': serverRefuses({ interS: 2, fall: 5 }) },
    })),
  };
}
