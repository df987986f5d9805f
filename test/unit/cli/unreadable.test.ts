import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeReasonOf } from '../../../src/cli/write-reason.ts';
import { directoryWith, hadeploy } from './fake-io.ts';

const lint = ['lint', '--node', 'a=a'];

describe('a configuration that cannot be read', () => {
  it.each<[string, (path: string) => void, string]>([
    ['a link that leads nowhere', (path) => symlinkSync('/nowhere', path), 'leads nowhere'],
    ['no text', (path) => writeFileSync(path, 'a\0b'), 'no text of at most 1 MiB'],
    ['too large', (path) => writeFileSync(path, '#'.repeat(2 ** 20 + 1)), 'at most 1 MiB'],
  ])('is told, not passed over: %s', async (_, make, words) => {
    const dir = directoryWith({ 'a/keepalived.conf': 'global_defs {\n}\n' });
    make(join(dir, 'a/haproxy.cfg'));
    const ran = await hadeploy(dir, lint);
    expect(ran.code).toBe(64);
    expect(ran.stderr).toContain('a/haproxy.cfg cannot be read: ');
    expect(ran.stderr).toContain(words);
  });

  it('is none where a directory or nothing has that name', async () => {
    const dir = directoryWith({ 'a/keepalived.conf': 'global_defs {\n}\n' });
    mkdirSync(join(dir, 'a/haproxy.cfg'));
    expect((await hadeploy(dir, lint)).code).not.toBe(64);
  });
});

describe('a file that cannot be written', () => {
  it('is told in words', async () => {
    const dir = directoryWith({ 'a/keepalived.conf': 'global_defs {\n}\n' });
    const ran = await hadeploy(dir, [...lint, '--sarif', 'nowhere/x.sarif']);
    expect(ran.code).toBe(64);
    expect(ran.stderr).toContain('--sarif nowhere/x.sarif: cannot be written: no such directory');
  });

  it('also by init', async () => {
    const dir = directoryWith({ file: '' });
    const ran = await hadeploy(dir, ['init', join(dir, 'file/project'), '--cluster', 'x']);
    expect(ran.code).toBe(64);
    expect(ran.stderr).toMatch(/cannot be written: a part of its path is a file/);
    expect(ran.stderr).not.toContain('ENOTDIR');
  });

  it('has a reason in any case', () => {
    expect(writeReasonOf(Object.assign(new Error(), { code: 'ENOSPC' }))).toMatch(/no space/);
    expect(writeReasonOf(Object.assign(new Error(), { code: 'EODD' }))).toBe('EODD');
    expect(writeReasonOf(new Error('x'))).toBe('unknown error');
  });
});
