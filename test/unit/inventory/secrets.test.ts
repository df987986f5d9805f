import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { describe, expect, test } from 'vitest';
import { inspect } from 'node:util';
import {
  brief,
  loadIn,
  loadText,
  pair,
  problemsOf,
  project,
  refusals,
  type Loading,
} from './temp-project.ts';

const env = { PATH: process.env['PATH'] };
const withPassword = pair.replace('vip: 192.0.2.100', 'vip: 192.0.2.100, auth_pass: !secret front');

function sourced(source: string): string {
  return `${withPassword}secrets: { front: ${source} }\n`;
}

async function value(text: string, files: Record<string, string> = {}, options: Loading = {}) {
  const dir = project({ ...files, 'inventory/pair.yaml': text });
  const { secrets } = await loadIn(dir, { env, ...options });
  return secrets.map((secret) => [secret.name, secret.reveal()]);
}

async function complaint(source: string, files: Record<string, string> = {}, mode = 0o600) {
  const dir = project({ ...files, 'inventory/pair.yaml': sourced(source) });
  for (const file of Object.keys(files)) chmodSync(join(dir, file), mode);
  const problems = await problemsOf(() => loadIn(dir, { env }));
  return problems.map((problem) => brief(problem).replaceAll(dir, '.'));
}

const at = 'pair.yaml:10:53 vrrp.instances.FRONT.auth_pass: the secret `front` has no value: ';

describe('environment', () => {
  test('by default', async () => {
    expect(await value(withPassword, {}, { env: { HADEPLOY_SECRET_FRONT: 'abc' } })).toEqual([
      ['front', 'abc'],
    ]);
  });
  test('named', async () => {
    expect(await value(sourced('{ env: MY_PASS }'), {}, { env: { MY_PASS: 'abc' } })).toEqual([
      ['front', 'abc'],
    ]);
  });
  test('missing', async () => {
    expect(await refusals(withPassword)).toEqual([
      `${at}the environment variable HADEPLOY_SECRET_FRONT is not set`,
    ]);
    const [problem] = await problemsOf(() => loadText(withPassword));
    expect(problem?.hint).toBe(
      'export HADEPLOY_SECRET_FRONT=…; or say under `secrets:` where it comes from: env, file, command or age',
    );
  });
  test('a slip of the name', async () => {
    const [problem] = await problemsOf(() =>
      loadText(`${withPassword}secrets: { fornt: { env: X } }\n`),
    );
    expect(problem?.hint).toContain('did you mean `fornt`?');
  });
  test('empty', async () => {
    expect(await refusals(withPassword, { env: { HADEPLOY_SECRET_FRONT: '' } })).toEqual([
      `${at}its source is empty (environment variable HADEPLOY_SECRET_FRONT)`,
    ]);
  });
});

describe('file', () => {
  test('without its last newline', async () => {
    expect(await value(sourced('{ file: ../front.pass }'), { 'front.pass': 'abc\n' })).toEqual([
      ['front', 'abc'],
    ]);
    expect((await complaint('{ file: ../front.pass }', { 'front.pass': 'abc\n\n' }))[0]).toContain(
      'printable ASCII',
    );
  });
  test('readable by everybody', async () => {
    expect(await complaint('{ file: ../front.pass }', { 'front.pass': 'abc' }, 0o644)).toEqual([
      `${at}./front.pass can be read or changed by everybody`,
    ]);
  });
  test('missing', async () => {
    expect(await complaint('{ file: ../front.pass }')).toEqual([
      `${at}./front.pass cannot be read: no such file`,
    ]);
  });
});

describe('command', () => {
  test('argv, no shell', async () => {
    expect(await value(sourced('{ command: [printf, "%s\\n", "$(id);x"] }'))).toEqual([
      ['front', '$(id);x'],
    ]);
  });
  test('fails, and its words are not shown', async () => {
    const lines = await complaint('{ command: [sh, -c, "echo abc; echo abc >&2; exit 3"] }');
    expect(lines).toEqual([`${at}\`sh\` failed (exit code 3)`]);
  });
  test('is not there', async () => {
    expect(await complaint('{ command: [no-such-program] }')).toEqual([
      `${at}no program \`no-such-program\``,
    ]);
  });
  test('runs beside the inventory', async () => {
    expect(
      await value(sourced('{ command: [cat, ../front.pass] }'), { 'front.pass': 'abc\n' }),
    ).toEqual([['front', 'abc']]);
  });
});

describe('age', () => {
  async function encrypted(text: string) {
    const identity = await generateX25519Identity();
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identity));
    return { identity: `# created: today\n${identity}\n`, bytes: await encrypter.encrypt(text) };
  }

  async function ageProject(text: string, source: string, armored = false) {
    const { identity, bytes } = await encrypted(text);
    const dir = project({ 'key.txt': identity, 'inventory/pair.yaml': sourced(source) });
    writeFileSync(join(dir, 'secrets.age'), armored ? armor.encode(bytes) : bytes);
    return dir;
  }

  test('a plain file', async () => {
    const dir = await ageProject('abc\n', '{ age: ../secrets.age, identity: ../key.txt }');
    expect((await loadIn(dir)).secrets[0]?.reveal()).toBe('abc');
  });
  test('armored, a key inside YAML, identity from the environment', async () => {
    const dir = await ageProject(
      'vrrp:\n  front: abc\n',
      '{ age: ../secrets.age, key: vrrp.front }',
      true,
    );
    const { secrets } = await loadIn(dir, { env: { HADEPLOY_AGE_IDENTITY: join(dir, 'key.txt') } });
    expect(secrets[0]?.reveal()).toBe('abc');
  });
  test('no such key', async () => {
    const dir = await ageProject('a: 1\n', '{ age: ../secrets.age, identity: ../key.txt, key: b }');
    expect((await problemsOf(() => loadIn(dir)))[0]?.message).toContain(
      'has no text at the key `b`',
    );
  });
  test('another identity', async () => {
    const dir = await ageProject('abc', '{ age: ../secrets.age, identity: ../key.txt }');
    writeFileSync(join(dir, 'key.txt'), (await encrypted('x')).identity);
    const problems = await problemsOf(() => loadIn(dir));
    expect(problems[0]?.message).toContain('cannot be decrypted');
    expect(JSON.stringify(problems)).not.toContain('AGE-SECRET-KEY');
  });
  test('no identity', async () => {
    const dir = await ageProject('abc', '{ age: ../secrets.age }');
    expect((await problemsOf(() => loadIn(dir)))[0]?.hint).toContain('HADEPLOY_AGE_IDENTITY');
  });
});

describe('refused', () => {
  test('two sources', async () => {
    expect(await refusals(sourced('{ env: A, file: b }'))).toEqual([
      'pair.yaml:18:19 secrets.front: needs exactly one of `env`, `file`, `command`, `age`',
    ]);
  });
  test('a command as a text', async () => {
    expect(await refusals(sourced('{ command: "echo abc" }'))).toEqual([
      'pair.yaml:18:30 secrets.front.command: must be a list, not "echo abc"',
    ]);
  });
  test('a secret in plain text, whose value is not repeated', async () => {
    const text = pair.replace('vip: 192.0.2.100', 'vip: 192.0.2.100, auth_pass: hunter2');
    const problems = await problemsOf(() => loadText(text));
    expect(problems.map(brief)).toEqual([
      'pair.yaml:10:53 vrrp.instances.FRONT.auth_pass: must not stand in plain text here',
    ]);
    expect(problems[0]?.hint).toContain('!secret NAME');
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
  test('a secret where it would be shown', async () => {
    expect(
      await refusals(pair.replace('interface: eth0', 'interface: !secret front'), {
        env: { HADEPLOY_SECRET_FRONT: 'eth0' },
      }),
    ).toEqual(['pair.yaml:8:14 vrrp.interface: must be a text, not a secret']);
  });
  test('a password that VRRP would cut', async () => {
    const problems = await problemsOf(() =>
      loadText(withPassword, { env: { HADEPLOY_SECRET_FRONT: 'hunter2-long' } }),
    );
    expect(problems.map(brief)).toEqual([
      'pair.yaml:10:53 vrrp.instances.FRONT.auth_pass: the secret `front` is longer than 8 bytes: VRRP carries 8, and keepalived cuts the rest off',
    ]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

test('only what is used is read', async () => {
  const text = `${withPassword}secrets: { front: { env: FRONT }, other: { command: [no-such-program] } }\n`;
  expect(await value(text, {}, { env: { FRONT: 'abc' } })).toEqual([['front', 'abc']]);
});

test('only those of the connection, or none', async () => {
  const text = withPassword.replace('user: ops', 'user: ops, sudo_password: !secret sudo');
  const { secrets } = await loadText(text, {
    secrets: 'connection',
    env: { HADEPLOY_SECRET_SUDO: 'pw' },
  });
  expect(secrets.map(({ name }) => name)).toEqual(['sudo']);
  expect((await loadText(text, { secrets: 'none' })).secrets).toEqual([]);
});

test('nothing that is printed of a cluster holds a value', async () => {
  const cluster = await loadText(withPassword, { env: { HADEPLOY_SECRET_FRONT: 'hunter2' } });
  expect(cluster.secrets[0]?.reveal()).toBe('hunter2'); // the search below would find it
  expect(JSON.stringify(cluster) + inspect(cluster, { depth: 20 })).not.toContain('hunter2');
});
