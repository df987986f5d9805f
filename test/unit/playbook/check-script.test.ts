import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changed, project, refusals } from '../inventory/temp-project.ts';
import { rendered } from './bound.ts';

const shipped = readFileSync(
  new URL('../../golden/prod-bj/prod-bj-lb01/etc/keepalived/check_haproxy.sh', import.meta.url),
  'utf8',
);

function templateOf(name: string): string {
  return readFileSync(
    new URL(`../../../playbooks/templates/${name}.liquid`, import.meta.url),
    'utf8',
  );
}

/** Runs the shipped check with stand-ins for the programs it calls. */
function check(shell: string, programs: Record<string, string>, script = shipped) {
  const dir = project({ 'check.sh': script });
  for (const [name, body] of Object.entries({ timeout: 'shift; exec "$@"', ...programs })) {
    writeFileSync(join(dir, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(dir, name), 0o755);
  }
  const args = shell === 'busybox' ? ['sh', join(dir, 'check.sh')] : [join(dir, 'check.sh')];
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(`/usr/bin/${shell}`, args, {
    env: { PATH: dir },
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr, ms: performance.now() - started };
}

const alive = 'exit 0';
/** Without -t the real one goes away half a second after the question, answer or not. */
const answers =
  '[ "$1 $2" = "-t 3" ] || exit 9; read -r question; [ "$question" = "show info" ] && echo "Name: HAProxy"';

/** Both answers on one connection, a blank line between. */
const answeringBoth = (rows: string[]): string => `read -r question
[ "$question" = 'show info;show stat -1 4 -1' ] || exit 9
printf '%s\\n' 'Name: HAProxy' 'Uptime: 0d 0h00m05s' '' '# pxname,svname' ${rows.map((one) => `'${one}'`).join(' ')}`;

test.each(['dash', 'bash'])('haproxy serves (%s): 0, silent', (shell) => {
  expect(check(shell, { killall: alive, socat: answers })).toMatchObject({ status: 0, said: '' });
});

test.each([
  [
    'it is not running',
    { killall: 'echo "haproxy: no process found" >&2; exit 1', socat: answers },
  ],
  ['its socket is gone', { killall: alive, socat: 'echo "E connect" >&2; exit 1' }],
  ['it is hung', { killall: alive, socat: 'exit 0', timeout: 'exit 124' }],
  ['a zombie: the signal passes, nothing answers', { killall: alive, socat: 'exit 0' }],
  ['something else answers', { killall: alive, socat: 'echo "HTTP/1.0 200 OK"' }],
])('%s: fails, silent', (_, programs) => {
  expect(check('dash', programs)).toMatchObject({ status: 1, said: '' });
});

test('killall is not installed: fails, and says so', () => {
  const { status, said } = check('dash', { socat: answers });
  expect(status).toBe(2);
  expect(said).toBe('check_haproxy: killall (psmisc) is missing\n');
});

test.each([
  ['two seconds less than the run may take', changed('weight: -20', 'timeout: 9'), 7],
  ['but no less than one', changed('weight: -20', 'timeout: 2'), 1],
  ['of a long interval', changed('interval: 2', 'interval: 30'), 28],
  [
    'of the profile fast',
    changed('vrrp:', 'vrrp:\n  profile: fast').replace('interval: 2, weight: -20', ''),
    1,
  ],
])('gives haproxy its time to answer, %s', async (_, inventory, seconds) => {
  const template = templateOf('check_haproxy.sh');
  const path = '/etc/keepalived/check_haproxy.sh';
  expect(await rendered(template, { inventory, path })).toContain(
    `timeout ${seconds} socat -t ${seconds} - UNIX-CONNECT:`,
  );
});

describe('servers: true', () => {
  const weighted = changed('weight: -20', 'weight: -20, servers: true');
  const template = templateOf('check_haproxy.sh');
  const row = (status: string): string => `app,web01,${','.repeat(15)}${status},1,1,0`;
  /** haproxy 2.6: a heading, then one line for each server. */
  const stat = (rows: string[]): Record<string, string> => ({
    killall: alive,
    cut: 'exec /usr/bin/cut "$@"',
    grep: 'exec /bin/grep "$@"',
    socat: answeringBoth(rows),
  });

  test.each([
    ['one of two is up', ['DOWN', 'UP'], 0],
    ['going down', ['UP 1/3'], 0],
    ['not checked', ['no check'], 0],
    ['all down', ['DOWN', 'DOWN 1/2'], 1],
    ['all in maintenance', ['MAINT', 'MAINT (via app/web01)'], 1],
    ['drained', ['DRAIN'], 1],
  ])('%s', async (_, states, status) => {
    const script = await rendered(template, {
      inventory: weighted,
      path: '/etc/keepalived/check_haproxy.sh',
    });
    for (const shell of ['dash', 'bash']) {
      expect(check(shell, stat(states.map(row)), script)).toMatchObject({ status, said: '' });
    }
  });

  test('refused without a weight: all nodes would be in FAULT', async () => {
    expect(await refusals(changed('weight: -20', 'servers: true'))).toEqual([
      'pair.yaml:11:45 vrrp.track.haproxy.servers: when the servers are down for all nodes, a check without weight would leave the VIPs with no holder',
    ]);
  });
});

describe('ports', () => {
  const template = templateOf('check_haproxy.sh');
  // The frontend web of port 80 leads to app; db.1 is a listener of its own; other is none of the ports.
  const inventory = changed('weight: -20', 'weight: -20, ports: [80, 3306]').concat(`  listeners:
    db.1: { bind: "*:3306", mode: tcp, servers: { a: { address: "192.0.2.31:3306" } } }
    other: { bind: "*:9000", mode: tcp, servers: { a: { address: "192.0.2.31:9000" } } }
`);
  const answering = (states: Record<string, string>): Record<string, string> => {
    const rows = Object.entries(states).map(
      ([proxy, state]) => `${proxy},a,${','.repeat(15)}${state},1,1,0`,
    );
    return {
      killall: alive,
      cut: 'exec /usr/bin/cut "$@"',
      grep: 'exec /bin/grep "$@"',
      socat: answeringBoth(rows),
    };
  };

  test.each<[string, Record<string, string>, number]>([
    ['all up', { app: 'UP', 'db.1': 'UP', other: 'UP' }, 0],
    ['one of them is enough', { app: 'DOWN', 'db.1': 'UP 1/3', other: 'DOWN' }, 0],
    ['all of them dead, whatever else lives', { app: 'DOWN', 'db.1': 'DOWN', other: 'UP' }, 1],
    ['a name that is alike', { app: 'DOWN', 'db.1': 'DOWN', dbx1: 'UP', 'my-app': 'UP' }, 1],
  ])('%s', async (_, states, status) => {
    const script = await rendered(template, {
      inventory,
      path: '/etc/keepalived/check_haproxy.sh',
    });
    for (const shell of ['dash', 'bash']) {
      expect(check(shell, answering(states), script)).toMatchObject({ status, said: '' });
    }
  });
});

describe('check_nginx.sh', () => {
  const template = templateOf('check_nginx.sh');
  const inventory = `${changed('haproxy-keepalived', 'own')}nginx:
  status: { listen: '*:8099', path: /st }
  servers: { a: { listen: '*:8080', root: /srv/www } }
`;
  const socat = (answer: string): string => `[ "$1 $2 $4" = "-t 1 TCP:127.0.0.1:8099" ] || exit 9
read -r request
[ "$request" = "$(printf 'GET /st HTTP/1.0\\r')" ] || exit 9
${answer}`;
  const programs = { grep: 'exec /bin/grep "$@"' };

  test.each<[string, string, number]>([
    ['it answers', socat('echo "HTTP/1.1 200 OK"; echo "Active connections: 1 "'), 0],
    ['it is hung', socat('exit 0'), 1],
    ['its port is closed', 'echo "E connect" >&2; exit 1', 1],
    ['something else answers', socat('echo "HTTP/1.1 404 Not Found"'), 1],
  ])('%s', async (_, asked, status) => {
    const script = await rendered(template, { inventory, path: '/etc/keepalived/check_nginx.sh' });
    for (const shell of ['dash', 'bash']) {
      expect(check(shell, { ...programs, socat: asked }, script)).toMatchObject({
        status,
        said: '',
      });
    }
  });

  test('socat is not installed: fails, and says so', async () => {
    const script = await rendered(template, { inventory, path: '/etc/keepalived/check_nginx.sh' });
    expect(check('dash', programs, script)).toMatchObject({
      status: 2,
      said: 'check_nginx: socat is missing\n',
    });
  });
});
