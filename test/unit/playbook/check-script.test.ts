import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { project } from '../inventory/temp-project.ts';

const script = readFileSync(
  new URL('../../golden/prod-bj/prod-bj-lb01/etc/keepalived/check_haproxy.sh', import.meta.url),
);

/** Runs the shipped check with stand-ins for the programs it calls. */
function check(shell: string, programs: Record<string, string>) {
  const dir = project({ 'check.sh': script.toString() });
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
const answers = 'read -r question; [ "$question" = "show info" ] && echo "Name: HAProxy"';

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
