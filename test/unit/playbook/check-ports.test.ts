import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { project } from '../inventory/temp-project.ts';

const script = readFileSync(
  new URL('../../golden/full-stack/lvs1/etc/keepalived/check_ports.sh', import.meta.url),
  'utf8',
);

/** Runs the shipped check with a stand-in for socat that knows which ports take connections. */
function check(shell: string, open: number[], ports: number[], socat = true) {
  const dir = project({ 'check.sh': script });
  const answers = open.map((port) => `*:${port},*) exit 0 ;;`).join(' ');
  if (socat) {
    writeFileSync(join(dir, 'socat'), `#!/bin/sh\ncase $3 in ${answers} *) exit 1 ;; esac\n`);
    chmodSync(join(dir, 'socat'), 0o755);
  }
  const args = [join(dir, 'check.sh'), '192.0.2.31', ...ports.map(String)];
  const { status, stdout, stderr } = spawnSync(`/usr/bin/${shell}`, args, {
    env: { PATH: dir },
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

test.each(['dash', 'bash'])('in %s: each of the ports must take connections', (shell) => {
  expect(check(shell, [3306], [3306])).toEqual({ status: 0, said: '' });
  expect(check(shell, [3306, 33060], [3306, 33060])).toEqual({ status: 0, said: '' });
  expect(check(shell, [3306], [3306, 33060])).toEqual({ status: 1, said: '' });
  expect(check(shell, [33060], [3306, 33060])).toEqual({ status: 1, said: '' });
});

test('without socat it fails, and says so', () => {
  expect(check('dash', [3306], [3306], false)).toEqual({
    status: 2,
    said: 'check_ports: socat is missing\n',
  });
});
