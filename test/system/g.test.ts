import { join } from 'node:path';
import { expect } from 'vitest';
import { hadeploy } from '../lab/support/hadeploy.ts';
import { labDirectory } from '../lab/support/lab.ts';
import { onNode } from '../lab/support/node.ts';
import { project } from '../lab/support/project.ts';
import { failuresIn, startTraffic } from '../lab/support/traffic.ts';
import { checkedOut, nodeDown } from './support/bounds.ts';
import { answering, holding, powerCut, stopped } from './support/faults.ts';
import { story } from './support/story.ts';

const web = '198.51.100.114';
const database = 'tcp:198.51.100.115:3306';
const vips = [web, '198.51.100.115'];
const nodes = { lvs1: 'u1a', lvs2: 'u1b', web1: 's1', web2: 's2', db1: 's3', db2: 's4' };
const directors = { lvs1: nodes.lvs1, lvs2: nodes.lvs2 };

/** Where the database's connections go now. */
async function databases(director: string): Promise<string[]> {
  const shown = await onNode(
    director,
    'ipvsadm --list --numeric --tcp-service 198.51.100.115:3306',
  );
  return [...shown.matchAll(/-> (198\.51\.100\.\d+):3306/g)].map(([, address = '']) => address);
}

/** As root over the socket of a database server. */
function query(host: string, statements: string): Promise<string> {
  return onNode(host, `mariadb --batch --skip-column-names -e "${statements}"`);
}

async function bothOn(director: 'lvs1' | 'lvs2'): Promise<void> {
  for (const vip of vips) {
    await expect.poll(() => holding(vip, directors), { timeout: 120_000 }).toEqual([director]);
  }
}

/** Another nginx.conf on each node of the web tier. */
const changed = project({
  'inventory/full-stack.yaml': `extends: ${join(labDirectory, 'inventory/full-stack.yaml')}
nginx: { worker_connections: 2048 }
`,
});

async function apply(directory: string): Promise<void> {
  const words = ['apply', 'full-stack', '--yes', '--confirm-timeout', '300'];
  const { code, stderr } = await hadeploy(words, { project: directory });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

await story({
  name: 'G',
  cluster: 'full-stack',
  nodes,
  others: ['web01', 'web02'],
  proofs: [
    { what: 'one director holds both VIPs', prove: () => bothOn('lvs1') },
    {
      what: 'the application answers through both tiers',
      async prove() {
        expect(new Set(await answering(web, 12))).toEqual(new Set(['web01', 'web02']));
      },
    },
    {
      what: 'one writer',
      async prove() {
        expect(await databases('u1a')).toEqual(['198.51.100.15']);
      },
    },
    {
      what: 'a row of one database is in the other',
      async prove() {
        await query(
          nodes.db1,
          'CREATE DATABASE lab; CREATE TABLE lab.rows (n INT PRIMARY KEY); INSERT INTO lab.rows VALUES (1)',
        );
        await expect.poll(() => rowsOf(nodes.db2)).toEqual(['1']);
      },
    },
    {
      what: 'whole-tier roll without a lost request',
      async prove() {
        const traffic = startTraffic([web]);
        await apply(changed);
        await apply(labDirectory);
        const answers = await traffic.stop();
        expect(failuresIn(answers)).toEqual([]);
        expect(answers.length).toBeGreaterThan(100);
      },
    },
  ],
  // Both are done without --drill as well: the web servers are of the playbook, and `mysql` tells what the databases replicate.
  failover: [
    { host: 'web1', drills: ['real-server-down'] },
    { host: 'db1', drills: ['database-down'] },
  ],
  drills: [
    {
      what: 'director down, and back',
      on: 'lvs1',
      ask: web,
      ...powerCut('u1a'),
      bound: nodeDown(50),
      async meanwhile() {
        for (const vip of vips) {
          expect(await holding(vip, { lvs2: nodes.lvs2 })).toEqual(['lvs2']);
        }
      },
      returned: () => bothOn('lvs1'),
    },
    {
      // By hadeploy as well, with a connection for an answer; here the server must say something.
      what: 'database down, and back',
      on: 'db1',
      ask: database,
      ...stopped('mariadb', 's3'),
      bound: checkedOut({ delayLoopS: 5, retry: 1, delayBeforeRetryS: 1 }),
      async meanwhile() {
        expect(await databases('u1a')).toEqual(['198.51.100.16']);
        await query(nodes.db2, 'INSERT INTO lab.rows VALUES (2)');
      },
      async returned() {
        await expect.poll(() => rowsOf(nodes.db1), { timeout: 60_000 }).toEqual(['1', '2']);
        await expect.poll(() => databases('u1a'), { timeout: 60_000 }).toEqual(['198.51.100.15']);
      },
    },
  ],
});

async function rowsOf(host: string): Promise<string[]> {
  const rows = await query(host, 'SELECT n FROM lab.rows ORDER BY n').catch(() => '');
  return rows.split('\n').filter((row) => row !== '');
}
