import { chmodSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Validator } from '../../../src/core/validator.ts';
import { firewalldValidator } from '../../../src/nftables/firewalld-validator.ts';
import { ufwValidator } from '../../../src/nftables/ufw-validator.ts';
import { project } from '../inventory/temp-project.ts';

/** What is said of a candidate on a node that has these programs. */
function verdict(
  validator: Validator,
  file: { name: string; text: string },
  programs: Record<string, string>,
) {
  const bodies = Object.entries(programs).map(([name, body]): [string, string] => [
    `bin/${name}`,
    `#!/bin/sh\n${body}\n`,
  ]);
  const directory = project({
    [file.name]: file.text,
    'bin/.keep': '',
    ...Object.fromEntries(bodies),
  });
  for (const [path] of bodies) chmodSync(join(directory, path), 0o755);
  for (const name of ['grep', 'sed', 'sh']) {
    spawnSync('ln', ['-s', `/bin/${name}`, join(directory, 'bin', name)]);
  }
  const { status, stdout, stderr } = spawnSync(
    '/bin/sh',
    ['-c', validator.command, 'validator', join(directory, file.name)],
    { encoding: 'utf8', env: { PATH: join(directory, 'bin') } },
  );
  return validator.judge({ code: status ?? -1, output: stdout + stderr });
}

describe('firewalld', () => {
  const file = { name: 'hadeploy.xml', text: '<policy>\n<rule>\n</rule>\n<rule/>\n</policy>\n' };
  const rules = "printf '%s\\n' 'rule protocol value=\"vrrp\" accept'";
  const running = (offline: string) => ({ 'firewall-cmd': '', 'firewall-offline-cmd': offline });
  const said = (programs: Record<string, string>) => verdict(firewalldValidator, file, programs);
  const lists = (text: string) => running(`case $* in --policy=hadeploy*) ${text};; esac`);

  test('takes a policy of which every rule is listed', () => {
    expect(said(lists(`${rules}; ${rules}`))).toBeNull();
  });

  test('a rule that it leaves out is a refusal, with its own words', () => {
    const warns = `echo 'WARNING: INVALID_PORT: 80000: rule' >&2; ${rules}`;
    expect(said(lists(warns))?.message).toBe(
      'firewalld does not take every rule of this policy\nWARNING: INVALID_PORT: 80000: rule',
    );
  });

  test('a file that it cannot read has a line', () => {
    const words =
      'Configuration error: INVALID_POLICY: not well-formed (invalid token): line 5, column 18';
    expect(said(running(`echo '${words}'; exit 140`))).toEqual({
      message: `firewall-offline-cmd ended with 140\n${words}`,
      line: 5,
    });
  });

  test('a broken file of the site is a refusal without a line of ours', () => {
    const words =
      'Configuration error: INVALID_ZONE: not a valid zone file: no element found: line 2, column 0';
    expect(said(running(`echo '${words}'; exit 112`))).toMatchObject({ line: null });
  });

  test('it must be there, run, and know policies', () => {
    expect(said({})?.message).toMatch(/not installed/);
    expect(said({ ...running(''), 'firewall-cmd': 'exit 252' })?.message).toMatch(/does not run/);
    expect(said(lists('exit 2'))?.message).toMatch(/0\.9 or newer/);
  });
});

describe('ufw', () => {
  const rules = '# allow nothing\nallow from 192.0.2.1 proto vrrp\nallow 80/tcp\n';
  const said = (programs: Record<string, string>) =>
    verdict(ufwValidator, { name: 'ufw.rules', text: rules }, programs);

  test('takes what it takes line by line, and is asked for nothing else', () => {
    const ufw = 'case "$*" in "show added" | "--dry-run allow "[f8]*) ;; *) exit 1;; esac';
    expect(said({ ufw })).toBeNull();
  });

  test('the line that it refuses, and what to do where it is too old for VRRP', () => {
    expect(said({ ufw: 'case $* in *tcp) echo x; echo ERROR: Bad port; exit 1;; esac' })).toEqual({
      message: 'ERROR: Bad port',
      line: 3,
    });
    const old = '[ "$1" = show ] || { echo "ERROR: Unsupported protocol \'vrrp\'"; exit 1; }';
    expect(said({ ufw: old })).toEqual({
      message: "ERROR: Unsupported protocol 'vrrp'\nufw knows VRRP since 0.36.2",
      line: 2,
    });
  });

  const having = (...rules: string[]) => {
    const shown = ['Added user rules:', ...rules.map((rule) => `ufw ${rule}`)].join('\n');
    return said({ ufw: `[ "$1" != show ] || printf '%s\\n' "${shown}"` });
  };

  test.each(['deny 80/tcp', 'reject log 80/tcp', 'limit log-all 80/tcp'])(
    'not what would take the place of %s',
    (rule) => {
      const verdict = having('allow 22/tcp', `${rule} comment 'site'`, 'deny 81/tcp');
      expect(verdict?.message).toContain(`(ufw delete ${rule})`);
      expect(verdict?.line).toBe(3);
    },
  );

  test.each([
    ['allow log 80/tcp'],
    ["deny 80/tcp comment 'hadeploy'"],
    ['deny in on eth0 to any port 80 proto tcp', 'deny 8080/tcp', 'deny out 80/tcp'],
    ['allow 80/tcp', 'limit 80/tcp'],
  ])('beside %s all is well', (...rules) => {
    expect(having(...rules)).toBeNull();
  });

  test('it must be there', () => {
    expect(said({})?.message).toMatch(/not installed/);
  });
});
