import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CheckResult } from '../../../src/core/failure.ts';
import { loadCluster } from '../../../src/inventory/load.ts';
import { ipvsTables } from '../../../src/verify/checks/ipvs-tables.ts';
import { KEEPALIVED_CONF, queriesFor } from '../../../src/verify/needs.ts';
import { viewOf } from '../../../src/verify/view.ts';
import { factsOf } from '../engine/facts.ts';
import { cluster as pairWithoutLvs } from './healthy.ts';

const cluster = await loadCluster({
  projectDir: '.',
  cluster: 'full-stack',
  env: { HADEPLOY_SECRET_REPLICATION: 'golden-12' },
});

/** As ipvsadm 1.31 prints it, and what the shipped full-stack makes keepalived put into the kernel. */
const table = `-A -t 192.168.1.100:80 -s rr
-a -t 192.168.1.100:80 -r 192.168.1.10:80 -g -w 1
-a -t 192.168.1.100:80 -r 192.168.1.11:80 -g -w 1
-A -t 192.168.1.101:3306 -s rr
-a -t 192.168.1.101:3306 -r 192.168.1.20:3306 -g -w 1
`;

interface Said {
  table?: string;
  code?: number;
  conf?: (text: string) => string;
}

/** Both directors as they should be, but for what is given of each. */
function check(said: { lvs1?: Said; lvs2?: Said } = {}): CheckResult {
  const probed = (['lvs1', 'lvs2'] as const).flatMap((name) => {
    const host = cluster.hosts.find((one) => one.name === name);
    const { table: text = table, code = 0, conf = (same: string) => same } = said[name] ?? {};
    const file = readFileSync(`test/golden/keepalived/full-stack-${name}.conf`, 'utf8');
    const content = Buffer.from(conf(file));
    const about = { mode: '0644', owner: 'root', group: 'root', mtime: 0, size: content.length };
    const files = { [KEEPALIVED_CONF]: { type: 'file' as const, ...about, content } };
    const facts = factsOf({ files, outputs: { ipvs: { code, text } } });
    return host === undefined ? [] : [{ host, facts, services: ['keepalived.service'] }];
  });
  const [result, ...more] = ipvsTables.check(viewOf(cluster, probed));
  if (result === undefined || more.length > 0) throw new Error('not one result');
  return result;
}

it('holds where both kernels have what both files say', () => {
  expect(check()).toMatchObject({
    ok: true,
    detail: '2 services, as keepalived.conf has them, on lvs1 and lvs2',
  });
  expect(check()).not.toHaveProperty('warning');
});

it('is asked for and said where there is LVS only', () => {
  expect(queriesFor(['ipvs'], pairWithoutLvs, () => '')).toEqual([]);
  expect(queriesFor(['ipvs'], cluster, () => '')).toHaveLength(1);
  expect(ipvsTables.check(viewOf(pairWithoutLvs, []))).toEqual([]);
});

it('a server that one director has just taken out is no failure, and is told as such', () => {
  const without = table.replace(/-a .*192\.168\.1\.11:80.*\n/, '');
  const one = check({ lvs2: { table: without } });
  expect(one).toMatchObject({ ok: true, warning: true });
  expect(one.detail).toMatch(
    /^lvs2 has just taken out 192\.168\.1\.11:80 of TCP 192\.168\.1\.100:80, lvs1 has not/,
  );
  const inhibited = table.replace(/(192\.168\.1\.11:80 -g -w) 1/, '$1 0');
  expect(check({ lvs1: { table: inhibited } }).detail).toMatch(/^lvs1 has just taken out/);
  const both = check({ lvs1: { table: without }, lvs2: { table: without } });
  expect(both).toMatchObject({ ok: true, warning: true });
  expect(both.detail).toMatch(/is taken out: its check fails on lvs1 and lvs2/);
});

it('the sorry server serves where the real one is out, and nowhere else', () => {
  const sorry = table.replace('192.168.1.20:3306', '192.168.1.21:3306');
  const down = check({ lvs1: { table: sorry }, lvs2: { table: sorry } });
  expect(down).toMatchObject({ ok: true, warning: true });
  const beside = table.replace(/$/, '-a -t 192.168.1.101:3306 -r 192.168.1.21:3306 -g -w 1\n');
  expect(check({ lvs1: { table: beside } })).toMatchObject({
    ok: false,
    detail:
      'lvs1: the sorry server 192.168.1.21:3306 of TCP 192.168.1.101:3306 serves beside a real one',
  });
  const foreign = table.replace('192.168.1.11:80', '192.168.1.21:80');
  expect(check({ lvs2: { table: foreign } })).toMatchObject({
    ok: false,
    detail: expect.stringContaining(
      'lvs2: 192.168.1.21:80 of TCP 192.168.1.100:80 is in the table, not in keepalived.conf',
    ) as string,
  });
});

it.each([
  [
    'another scheduler in the kernel',
    { lvs2: { table: table.replace('80 -s rr', '80 -s wrr') } },
    'lvs2: TCP 192.168.1.100:80: rr in keepalived.conf, wrr in the table',
  ],
  [
    'persistence that is in no file',
    { lvs2: { table: table.replace('80 -s rr', '80 -s rr -p 60') } },
    'lvs2: TCP 192.168.1.100:80: rr in keepalived.conf, rr, persistent 60 s in the table',
  ],
  [
    'a service that is missing',
    { lvs1: { table: table.replace(/.*192\.168\.1\.101:3306.*\n/g, '') } },
    'lvs1: TCP 192.168.1.101:3306 is in keepalived.conf, not in the table',
  ],
  [
    'a weight',
    { lvs1: { table: table.replace(/(192\.168\.1\.11:80 -g -w) 1/, '$1 3') } },
    'lvs1: 192.168.1.11:80 of TCP 192.168.1.100:80: DR weight 1 in keepalived.conf, DR weight 3 in the table',
  ],
  [
    'files that differ, each loaded',
    {
      lvs2: {
        conf: (text: string) => text.replace('lvs_sched rr', 'lvs_sched rr\n persistence_timeout'),
        table: table.replace('80 -s rr', '80 -s rr -p 360'),
      },
    },
    'TCP 192.168.1.100:80: rr in keepalived.conf of lvs1, rr, persistent 360 s in that of lvs2',
  ],
  [
    'a kernel without IPVS',
    { lvs2: { table: '', code: 3 } },
    'lvs2: the kernel has no IPVS: it forwards nothing',
  ],
  [
    'a table that cannot be read',
    { lvs2: { table: "Can't initialize ipvs: Permission denied\n", code: 255 } },
    "lvs2: ipvsadm cannot read the table: Can't initialize ipvs: Permission denied",
  ],
])('%s fails', (_, said, detail) => {
  expect(check(said)).toMatchObject({ ok: false, detail });
});

it('without ipvsadm it says that it cannot see', () => {
  expect(check({ lvs2: { table: '', code: 2 } })).toMatchObject({
    ok: true,
    warning: true,
    detail: expect.stringMatching(/^lvs2: ipvsadm is not installed/) as string,
  });
});

it('of a director that it cannot see it says nothing else', () => {
  const without = table.replace(/-a .*192\.168\.1\.11:80.*\n/, '');
  const { detail } = check({ lvs1: { table: without }, lvs2: { table: '', code: 2 } });
  expect(detail).toMatch(/192\.168\.1\.11:80 of .* is taken out: its check fails on lvs1;/);
});

it('marks, other families and services of groups', () => {
  const more = `virtual_server fwmark 7 {
    lvs_sched sh
    lvs_method NAT
    real_server 2001:db8:0::21 53 {
        weight 2
    }
}
virtual_server group OTHERS {
    real_server 192.168.1.30 80 {
    }
}
`;
  const own = `-A -f 7 -s sh
-a -f 7 -r [2001:db8::21]:53 -m -w 2
-A -u 192.168.1.100:53 -s wlc
-a -u 192.168.1.100:53 -r 192.168.1.30:53 -m -w 1
`;
  const said = { conf: (text: string) => text + more, table: table + own };
  expect(check({ lvs1: said, lvs2: said })).toMatchObject({ ok: true });
});

it.each(['dash', 'bash', 'busybox sh'])(
  'ipvs.sh in %s asks ipvsadm, and loads no module',
  (shell) => {
    const bin = mkdtempSync(join(tmpdir(), 'hadeploy-ipvs-'));
    const [program = '', ...words] = shell.split(' ');
    const found = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
    const run = () => {
      const script = [...words, 'src/remote/verify/ipvs.sh'];
      const env = { PATH: bin };
      return spawnSync(found.stdout.trim(), script, { encoding: 'utf8', env });
    };
    expect(run().status).toBe(2);
    writeFileSync(join(bin, 'ipvsadm'), '#!/bin/sh\necho "ipvsadm $*"\n');
    chmodSync(join(bin, 'ipvsadm'), 0o755);
    expect(run()).toMatchObject(
      existsSync('/proc/net/ip_vs')
        ? { status: 0, stdout: 'ipvsadm --save --numeric\n' }
        : { status: 3, stdout: '' },
    );
    rmSync(bin, { recursive: true });
  },
);
