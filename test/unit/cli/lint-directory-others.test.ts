import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nodeFromDirectory } from '../../../src/cli/lint-sources/directory.ts';

const root = mkdtempSync(join(tmpdir(), 'hadeploy-lint-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The paths on the node of what lies in a directory. */
function pathsOf(name: string, files: string[]): string[] {
  const dir = join(root, name);
  for (const file of files) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), 'x\n');
  }
  const given = { cwd: root, versions: { keepalived: null, haproxy: null } };
  return nodeFromDirectory({ name, dir }, given)
    .files.map(({ path }) => path)
    .sort();
}

test('nginx is known in every layout', () => {
  expect(pathsOf('flat', ['nginx.conf', 'keepalived.conf'])).toEqual([
    '/etc/keepalived/keepalived.conf',
    '/etc/nginx/nginx.conf',
  ]);
  expect(pathsOf('folders', ['nginx/nginx.conf', 'nginx/conf.d/a.conf'])).toEqual([
    '/etc/nginx/conf.d/a.conf',
    '/etc/nginx/nginx.conf',
  ]);
});

test('of a tree the static network too', () => {
  const files = ['etc/keepalived/keepalived.conf', 'etc/netplan/50-x.yaml', 'etc/nginx/nginx.conf'];
  expect(pathsOf('tree', files)).toEqual(files.map((file) => `/${file}`));
});

test('of a directory without any of the three nothing can be said', () => {
  expect(() => pathsOf('none', ['notes.txt'])).toThrow('bad-input');
});
