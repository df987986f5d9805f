import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { project } from '../inventory/temp-project.ts';
import { withInstances } from '../inventory/vrrp-parts.ts';
import { rendered } from './bound.ts';

const template = readFileSync(
  new URL('../../../playbooks/templates/alert.sh.liquid', import.meta.url),
  'utf8',
);
const inventory = withInstances(
  '    FRONT: { vrid: 1, vip: 192.0.2.100 }\n',
  '  alerts: { to: [ops@example.com, night@example.com], from: lb@example.com, program: /opt/mailer }\n',
);

/** The script with a mail program of our own, and what it and the log were told. */
async function node(mailer = 'echo "args $*" >>"$out"; cat >>"$out"; echo ==== >>"$out"') {
  const script = await rendered(template, { inventory, path: '/etc/keepalived/alert.sh' });
  const dir = project({});
  const own = script
    .replaceAll('/run/keepalived-alerts', join(dir, 'run'))
    .replaceAll('/opt/mailer', join(dir, 'mailer'));
  const programs = {
    'alert.sh': own,
    mailer: `#!/bin/sh\nout=${join(dir, 'mails')}\n${mailer}\n`,
    logger: `#!/bin/sh\necho "$*" >>${join(dir, 'log')}\n`,
  };
  for (const [name, text] of Object.entries({ ...programs, mails: '', log: '' })) {
    writeFileSync(join(dir, name), text);
    chmodSync(join(dir, name), 0o755);
  }
  const env = { PATH: `${dir}:/usr/bin:/bin` };
  const args = (state: string, instance: string, vips: string) =>
    [join(dir, 'alert.sh'), vips, 'INSTANCE', instance, state, '100'] as const;
  const read = (file: string) => readFileSync(join(dir, file), 'utf8');
  return {
    call(state: string, instance = 'FRONT', vips = '192.0.2.100', shell = 'dash') {
      const { status, stderr } = spawnSync(`/usr/bin/${shell}`, args(state, instance, vips), {
        env,
        encoding: 'utf8',
      });
      return { status, stderr };
    },
    begin: (state: string, instance = 'FRONT', vips = '192.0.2.100') =>
      new Promise((resolve) => {
        spawn('/usr/bin/dash', args(state, instance, vips), { env }).on('close', resolve);
      }),
    mails: () => read('mails').split('====\n').slice(0, -1),
    log: () => read('log').split('\n').slice(0, -1),
  };
}

test.each(['dash', 'bash'])('one mail, one line in the log (%s)', async (shell) => {
  const lb01 = await node();
  expect(lb01.call('MASTER', 'FRONT', '192.0.2.100', shell)).toEqual({ status: 0, stderr: '' });
  const [mail = ''] = lb01.mails();
  expect(mail.split('\n\n')[0]?.split('\n')).toEqual([
    'args -t -oi',
    'From: lb@example.com',
    'To: ops@example.com, night@example.com',
    'Subject: FRONT on lb01 is MASTER (was: none), VIP 192.0.2.100',
  ]);
  expect(mail).toMatch(
    /\nCluster: {2}pair\nHost: {5}lb01\nInstance: FRONT\nVIP: {6}192\.0\.2\.100\nTime: {5}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\nState: {4}MASTER\nBefore: {3}none\n$/,
  );
  expect(lb01.log()).toEqual([
    '-t keepalived-alert -p daemon.warning FRONT on lb01 is MASTER (was: none), VIP 192.0.2.100',
  ]);
});

test('what has not changed is not told again: a reload', async () => {
  const lb01 = await node();
  for (const state of ['BACKUP', 'MASTER', 'MASTER', 'MASTER', 'BACKUP']) lb01.call(state);
  expect(lb01.log().map((line) => / is (.*),/.exec(line)?.[1])).toEqual([
    'BACKUP (was: none)',
    'MASTER (was: BACKUP)',
    'BACKUP (was: MASTER)',
  ]);
  expect(lb01.mails()).toHaveLength(3);
});

test('called twice at the same instant, told once', async () => {
  const lb01 = await node('sleep 0.2; cat >/dev/null; echo ==== >>"$out"');
  await Promise.all(Array.from({ length: 6 }, () => lb01.begin('FAULT')));
  expect(lb01.mails()).toHaveLength(1);
});

test('each instance with its own VIPs', async () => {
  const lb01 = await node();
  lb01.call('MASTER');
  lb01.call('MASTER', 'BACK', '192.0.2.200,2001:db8::1');
  expect(lb01.mails().map((mail) => /VIP: +(.*)/.exec(mail)?.[1])).toEqual([
    '192.0.2.100',
    '192.0.2.200,2001:db8::1',
  ]);
});

describe('the mail program', () => {
  test('fails: the log says so', async () => {
    const lb01 = await node('cat >/dev/null; exit 75');
    expect(lb01.call('MASTER').status).toBe(0);
    expect(lb01.log()[1]).toBe(
      '-t keepalived-alert -p daemon.err no mail of: FRONT on lb01 is MASTER (was: none), VIP 192.0.2.100',
    );
  });

  test('goes on in the background: the next call does not wait for it', async () => {
    const lb01 = await node(
      'cat >/dev/null; echo ==== >>"$out"; sleep 30 >/dev/null 2>&1 </dev/null &',
    );
    const started = performance.now();
    lb01.call('MASTER');
    lb01.call('BACKUP');
    expect(lb01.mails()).toHaveLength(2);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
