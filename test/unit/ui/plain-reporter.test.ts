import { expect, test } from 'vitest';
import type { CheckResult } from '../../../src/core/failure.ts';
import { capture } from './capture.ts';
import {
  appliedWell,
  badInput,
  candidateInvalid,
  canary,
  gateFails,
  scripts,
  type Script,
} from './demo-events.ts';

test('an apply, line by line', async () => {
  const { stdout, stderr } = await capture('plain', appliedWell);
  const lines = stdout.split('\n');
  expect(lines.slice(0, 6)).toEqual([
    '[  0.0s] apply prod-bj on lb01, lb02',
    '[  0.0s] lb01 probe started',
    '[  0.0s] lb02 probe started',
    '[  0.2s] lb01 probe done (0.2s)',
    '[  0.2s] lb02 probe done (0.2s)',
    '[  0.2s] plan: 10 changes',
  ]);
  expect(lines).toContain('[  1.9s] lb02 | Setting up socat (1.7.4.4-2) ...');
  expect(lines).toContain('[  1.6s] lb01 | debconf: «internal_vip»');
  expect(lines).toContain('[  2.6s] lb02 stage done (2.3s) 5 changes');
  expect(lines).toContain('[  4.6s] lb02 check ok: daemons active: haproxy, keepalived');
  expect(lines.slice(-3)).toEqual([
    '[  7.0s] ✔ prod-bj: apply done: lb01 changed (5), lb02 changed (5)  7.0s',
    '[  7.0s] transaction 20260801-031204-7f3a; to undo it: hadeploy rollback prod-bj',
    '',
  ]);
  expect(stderr).toBe('');
});

test('the plan: identical changes once, diffs, order, counts, what stays', async () => {
  const { stdout } = await capture('plain', appliedWell);
  const plan = stdout.slice(stdout.indexOf('\nlb01, lb02\n') + 1, stdout.indexOf('[  0.3s] stage'));
  expect(plan).toMatchInlineSnapshot(`
    "lb01, lb02
      + install socat  exact
      ~ write /etc/haproxy/haproxy.cfg  exact
          --- /etc/haproxy/haproxy.cfg
          +++ /etc/haproxy/haproxy.cfg
          @@ -1,4 +1,4 @@
           backend http_back
               balance roundrobin
          -    server web01 172.16.0.20:80 check weight 10
          +    server web01 172.16.0.20:80 check weight 20
               server web02 172.16.0.21:80 check
      ~ net.ipv4.ip_nonlocal_bind: 0 → 1  exact
      ↻ reload haproxy.service  predicted

    lb01
      ~ write /etc/keepalived/keepalived.conf  exact
          --- /etc/keepalived/keepalived.conf
          +++ /etc/keepalived/keepalived.conf
          @@ -1,8 +1,8 @@
           vrrp_instance INTERNAL_VIP {
               state BACKUP
          -    priority 100
          +    priority 110
               authentication {
                   auth_type PASS
          -        auth_pass «old value»
          +        auth_pass «internal_vip»
               }
           }

    lb02
      ~ write /etc/keepalived/keepalived.conf  exact
          --- /etc/keepalived/keepalived.conf
          +++ /etc/keepalived/keepalived.conf
          @@ -1,8 +1,8 @@
           vrrp_instance INTERNAL_VIP {
               state BACKUP
          -    priority 90
          +    priority 100
               authentication {
                   auth_type PASS
          -        auth_pass «old value»
          +        auth_pass «internal_vip»
               }
           }

    A rollback leaves installed: socat (removing packages could take others along)
    lb02 first (standby), then lb01 (holds 192.0.2.100)
    2 to add, 6 to change, 0 to remove, 2 to reload, 0 to restart
    "
  `);
});

test('a gate that fails: what, where, what was left, what to do', async () => {
  const { stdout, stderr } = await capture('plain', gateFails);
  expect(stderr).toBe(
    [
      '✖ lb02 is not healthy after the change: backend http_back has a server',
      '  ✖ backend http_back has a server: 0 of 2 up, L4CON with «internal_vip»',
      '  Everything was put back: lb02 is as before. Installed packages stay: socat on lb01, socat on lb02.',
      '  → Is the web tier up? `curl http://172.16.0.20/` from lb02.',
      "  → The daemons' own words:",
      '      ssh lb02 sudo journalctl -n 50 -u keepalived -u haproxy',
      '',
    ].join('\n'),
  );
  expect(stdout).toContain('[  6.3s] ✖ prod-bj: apply failed: lb01 skipped, lb02 reverted  6.3s');
});

test('two problems of the input, each with its line', async () => {
  const readLine = (place: { line: number }) =>
    place.line === 6 ? '  lb01: { address: 172.16.0.230, user: ops,        prioritty: 100 }' : null;
  const { stdout, stderr } = await capture('plain', badInput, { readLine });
  expect(stderr).toBe(
    [
      '✖ 2 problems in inventory/prod-bj.yaml; no connection was made',
      '  inventory/prod-bj.yaml:6:52  hosts.lb01.prioritty',
      '    unknown key `prioritty`',
      '       6 | …ddress: 172.16.0.230, user: ops,        prioritty: 100 }',
      '         |                                          ^',
      '    → did you mean `priority`?',
      '',
      '  inventory/prod-bj.yaml:12:11  vrrp.instances.INTERNAL_VIP.vip',
      '    not an address: 172.16.0.300',
      '',
    ].join('\n'),
  );
  expect(stdout).toContain('✖ apply failed');
});

test('the same failure of two hosts is told once', async () => {
  const { stderr } = await capture('plain', candidateInvalid);
  expect(stderr.match(/refuses the new/g)).toHaveLength(1);
  expect(stderr).toContain('✖ lb01 and lb02: haproxy refuses the new /etc/haproxy/haproxy.cfg');
  expect(stderr).toContain('stats auth admin:«redacted»');
  expect(stderr).toContain('Nothing was changed.');
});

test('no escape sequence without colour, only our own with it', async () => {
  expect((await capture('plain', appliedWell)).stdout).not.toContain('\x1b');
  const { stdout } = await capture('plain', appliedWell, { color: true });
  expect(stdout).toContain('\x1b[32m+    server web01');
  expect(stdout.replace(/\x1b\[\d+m/g, '')).not.toContain('\x1b');
});

test('a failure is told even when the run ends without a result', async () => {
  const { stderr } = await capture('plain', badInput.slice(0, 1));
  expect(stderr).toContain('2 problems');
});

test.each(Object.keys(scripts))('the canary never shows: %s', async (name) => {
  for (const kind of ['plain', 'json', 'terminal'] as const) {
    const { stdout, stderr } = await capture(kind, scripts[name as keyof typeof scripts], {
      columns: () => 30,
      readLine: () => `secret: ${canary}`,
    });
    expect(stdout + stderr).not.toContain(canary);
    expect(stdout + stderr).not.toContain('oldPass');
  }
});

test('the search for the canary would find it', async () => {
  const { stdout } = await capture('plain', appliedWell, { mask: (text) => text });
  expect(stdout).toContain(canary);
});

const result = {
  event: 'result',
  cluster: 'c',
  durationMs: 100,
  hosts: {},
  transaction: null,
} as const;

test('a run that nobody agreed to says so', async () => {
  const { stdout } = await capture('plain', [
    [
      0,
      {
        ...result,
        command: 'apply',
        ok: false,
        exitCode: 1,
        message: 'not confirmed: nothing was changed',
      },
    ],
  ]);
  expect(stdout).toBe(
    '[  0.0s] ✖ c: apply failed  0.1s\n[  0.0s] not confirmed: nothing was changed\n',
  );
});

test('a command that answers adds nothing to its answer', async () => {
  expect(
    (await capture('plain', [[0, { ...result, command: 'status', ok: true, exitCode: 0 }]])).stdout,
  ).toBe('');
});

test('verify: checks and drills', async () => {
  const checks: CheckResult[] = [
    { id: 'a', title: 'one holder', ok: true, detail: 'lb01' },
    { id: 'b', title: 'clocks agree', ok: false, detail: '4.2 s apart', advice: 'Start chrony.' },
  ];
  const { stdout } = await capture('terminal', [
    ...checks.map((check): Script[number] => [0, { event: 'check', check }]),
    [
      0,
      {
        ...result,
        command: 'verify',
        ok: false,
        exitCode: 3,
        checks,
        drills: [
          {
            drill: 'haproxy stopped',
            host: 'lb01',
            vip: '192.0.2.100',
            ok: false,
            outageMs: 5200,
            boundMs: 3610,
            failedProbes: 260,
            probes: 900,
            splitBrainMs: 0,
          },
        ],
      },
    ],
  ]);
  expect(stdout).toBe(
    [
      '✔ one holder    lb01',
      '✖ clocks agree  4.2 s apart',
      '  → Start chrony.',
      '   drill            on    VIP          outage   bound    lost probes  two holders  failback',
      '✖  haproxy stopped  lb01  192.0.2.100  5200 ms  3610 ms  260 of 900   never',
      '✖ c: 1 of 2 checks failed  0.1s',
      '',
    ].join('\n'),
  );
});
