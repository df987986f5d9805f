import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepalivedValidator } from '../../../src/keepalived/validator.ts';

/** Recorded by running Debian 12's keepalived 2.2.7: first line "exit N", then what it said. */
function capture(name: string) {
  const url = new URL(`../../captures/debian-12/keepalived-${name}.txt`, import.meta.url);
  const [first = '', ...rest] = readFileSync(url, 'utf8').split('\n');
  return { code: Number(first.slice('exit '.length)), output: rest.join('\n') };
}

test('a good file', () => {
  expect(keepalivedValidator.judge(capture('good'))).toBeNull();
});

test.each([
  ['unknown-keyword', 29, /^the configuration has errors\n.*Unknown keyword 'advert_intt'/],
  ['missing-interface', 26, /interface ens999 .* doesn't exist/],
  ['missing-script', null, /Disabling track script haproxy since not found/],
  ['insecure-script', null, /Disabling track script haproxy due to insecure/],
  ['no-script-security', null, /^scripts would not run: script security\nSECURITY VIOLATION/],
  ['long-password', 32, /Truncating auth_pass/],
  ['duplicate-vrid', null, /both use VRID 51/],
  [
    'unmatched-brace',
    null,
    /^the configuration has errors\nThere are 1 missing '}'s or extra '{'s$/,
  ],
  ['http-get-without-url', 10, /^keepalived crashed on this file/],
  ['missing', null, /^keepalived complains of the file\nConfig files missing/],
])('%s: refused', (name, line, message) => {
  const verdict = keepalivedValidator.judge(capture(name));
  expect(verdict?.line).toBe(line);
  expect(verdict?.message).toMatch(message);
});

/** keepalived itself accepts these: our own look at the file must not. */
test.each([
  ['empty', '', 90],
  ['no-instance', 'global_defs {\n}\n', 90],
  ['swallowed by a comment', '# vrrp_instance X { }\n', 90],
  ['an instance', 'vrrp_instance X {\n}\n', 0],
  ['a virtual server', '  virtual_server 192.0.2.1 80 {\n}\n', 0],
])('%s', (_, text, expected) => {
  const dir = mkdtempSync(join(tmpdir(), 'hadeploy-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'keepalived.conf');
  writeFileSync(file, text);
  writeFileSync(join(dir, 'keepalived'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const { status } = spawnSync('sh', ['-c', keepalivedValidator.command, 'sh', file], {
    env: { PATH: `${dir}:/usr/bin:/bin` },
  });
  expect(status).toBe(expected);
  const verdict = keepalivedValidator.judge({ code: expected, output: '' });
  if (expected === 0) expect(verdict).toBeNull();
  else expect(verdict?.message).toContain('no vrrp_instance');
});

test('its own exit code comes first', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hadeploy-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'keepalived'), '#!/bin/sh\nexit 5\n', { mode: 0o755 });
  const run = () =>
    execFileSync('sh', ['-c', keepalivedValidator.command, 'sh', '/nowhere'], {
      env: { PATH: `${dir}:/usr/bin:/bin` },
    });
  expect(run).toThrow(expect.objectContaining({ status: 5 }));
});

test('143 is no verdict: ask again', () => {
  expect(keepalivedValidator.retryCodes).toContain(143);
  expect(keepalivedValidator.judge({ code: 143, output: 'Terminated' })).not.toBeNull();
});

test('older than -t', () => {
  const verdict = keepalivedValidator.judge({
    code: 1,
    output: "keepalived: invalid option -- 't'\nUsage: …",
  });
  expect(verdict?.message).toBe('this keepalived cannot check a file: `-t` came with 2.0.4');
});

test('a warning of no consequence', () => {
  const output =
    "WARNING - default user 'keepalived_script' for script execution does not exist - please create.\n";
  expect(keepalivedValidator.judge({ code: 0, output })).toBeNull();
});
