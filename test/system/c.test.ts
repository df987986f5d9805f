import { join } from 'node:path';
import { expect } from 'vitest';
import { hadeploy } from '../lab/support/hadeploy.ts';
import { labDirectory } from '../lab/support/lab.ts';
import { onNode } from '../lab/support/node.ts';
import { project } from '../lab/support/project.ts';
import { nodeDown, realServerDown } from './support/bounds.ts';
import { answering, holding, powerCut } from './support/faults.ts';
import { story } from './support/story.ts';

const vip = '198.51.100.110';
const nodes = { lvs1: 'u1a', lvs2: 'u1b', web1: 's1', web2: 's2' };
const directors = { lvs1: nodes.lvs1, lvs2: nodes.lvs2 };

/** What the kernel would do with a connection; without the counts of those it has. */
async function table(director: string): Promise<string> {
  const shown = await onNode(director, 'ipvsadm --list --numeric');
  return shown
    .split('\n')
    .map((line) => line.trim().replace(/(Route +\d+).*$/, '$1'))
    .join('\n');
}

/** The same without persistence: seen from one client, the weights show only so. */
const withoutPersistence = project({
  'inventory/lvs-dr.yaml': `extends: ${join(labDirectory, 'inventory/lvs-dr.yaml')}
lvs: { virtual_servers: { http: { persistence: null } } }
`,
});

async function apply(directory: string): Promise<void> {
  const words = ['apply', 'lvs-dr', '--yes', '--confirm-timeout', '300'];
  const { code, stderr } = await hadeploy(words, { project: directory });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

await story({
  name: 'C',
  cluster: 'lvs-dr',
  nodes,
  proofs: [
    {
      what: 'both directors have the same IPVS table',
      async prove() {
        const [one, two] = await Promise.all([table('u1a'), table('u1b')]);
        expect(one).toContain(`TCP  ${vip}:80 wrr persistent 60`);
        expect(one).toMatch(/-> 198\.51\.100\.13:80 +Route +1\n-> 198\.51\.100\.14:80 +Route +2/);
        expect(two).toBe(one);
      },
    },
    {
      what: 'six requests with persistence, one server',
      async prove() {
        expect(new Set(await answering(vip, 6)).size).toBe(1);
      },
    },
    {
      what: 'six requests without persistence, 1:2',
      async prove() {
        await apply(withoutPersistence);
        const names = (await answering(vip, 6)).toSorted();
        expect(names).toEqual(['web1', 'web1', 'web2', 'web2', 'web2', 'web2']);
        await apply(labDirectory);
      },
    },
  ],
  failover: [
    { host: 'lvs1', drills: ['keepalived-stopped'] },
    { host: 'web1', drills: ['real-server-down'] },
    { host: 'web2', drills: ['real-server-down'] },
  ],
  drills: [
    {
      what: 'director down, and back',
      on: 'lvs1',
      ask: vip,
      ...powerCut('u1a'),
      bound: nodeDown(50),
      async meanwhile() {
        expect(await holding(vip, { lvs2: nodes.lvs2 })).toEqual(['lvs2']);
        expect(await table('u1b')).toMatch(/198\.51\.100\.13:80[^]*198\.51\.100\.14:80/);
      },
      async returned() {
        await expect.poll(() => holding(vip, directors), { timeout: 120_000 }).toEqual(['lvs1']);
        // It has just booted: a check that was late on a busy machine takes a server out until the next.
        await expect
          .poll(() => table('u1a'), { timeout: 60_000, interval: 1_000 })
          .toBe(await table('u1b'));
      },
    },
    realServer('web1'),
    realServer('web2'),
  ],
});

/** Each of them in turn: a client is with one of them for a minute. */
function realServer(name: 'web1' | 'web2') {
  return {
    what: `real server ${name} down, and back`,
    on: name,
    ask: vip,
    ...powerCut(nodes[name]),
    bound: realServerDown({ delayLoopS: 5, connectTimeoutS: 3, retry: 3, delayBeforeRetryS: 3 }),
    async meanwhile() {
      expect(await answering(vip, 6)).toEqual(Array(6).fill(name === 'web1' ? 'web2' : 'web1'));
    },
    async returned() {
      await expect
        .poll(() => table('u1a'), { timeout: 60_000 })
        .toMatch(/198\.51\.100\.13:80[^]*198\.51\.100\.14:80/);
    },
  };
}
