import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { matchesHost } from '../../../src/ssh/known-hosts.ts';
import { readKnownHosts, recordHostKey } from '../../../src/ssh/known-hosts-files.ts';

const key = Buffer.from(
  'AAAAC3NzaC1lZDI1NTE5AAAAIPijWf2MuHN7ITgFUtXWtp0b9mIB3iY1d7p1LvKJqPWn',
  'base64',
);
let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'hadeploy-test-'))));
afterEach(() => rmSync(directory, { recursive: true }));

it('reads many files, and takes one that is not there for empty', async () => {
  const file = join(directory, 'known_hosts');
  await recordHostKey(file, 'lb01', key, { hashed: false });
  const entries = await readKnownHosts([join(directory, 'none'), file, '/dev/null']);
  expect(entries.map(({ hosts }) => hosts)).toEqual(['lb01']);
});

it('hashes the name where the configuration wants that', async () => {
  const file = join(directory, 'known_hosts');
  await recordHostKey(file, '[lb01]:2222', key, { hashed: true });
  expect(readFileSync(file, 'utf8')).not.toContain('lb01');
  const [entry] = await readKnownHosts([file]);
  expect(matchesHost(entry?.hosts ?? '', '[lb01]:2222')).toBe(true);
});

it('ends a last line that was left open', async () => {
  const file = join(directory, 'known_hosts');
  writeFileSync(file, '# mine');
  await recordHostKey(file, 'lb01', key, { hashed: false });
  expect(readFileSync(file, 'utf8')).toMatch(/^# mine\nlb01 ssh-ed25519 AAAA.*\n$/);
});

it('keeps the lines of hosts whole that are added at once', async () => {
  const file = join(directory, 'ssh', 'known_hosts');
  const names = Array.from({ length: 40 }, (_, n) => `lb${n}`);
  await Promise.all(names.map((name) => recordHostKey(file, name, key, { hashed: false })));
  const entries = await readKnownHosts([file]);
  expect(entries.map(({ hosts }) => hosts).sort()).toEqual(names.sort());
});
