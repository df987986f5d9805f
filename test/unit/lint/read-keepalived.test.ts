import { expect, test } from 'vitest';
import { KEEPALIVED_CONF, viewOf } from '../../../src/lint/view.ts';
import { nodeOf } from './pair.ts';

const include = 'include /etc/keepalived/conf.d/*.conf\n';
const files = {
  '/etc/keepalived/conf.d/b.conf': 'vrrp_instance B {\n}\n',
  '/etc/keepalived/conf.d/a.conf': '# a comment only\n',
};

const viewed = (keepalived: string, given: Record<string, string> = files) =>
  viewOf({ cluster: null, nodes: [nodeOf('lb01', { keepalived, files: given })] }).nodes[0]
    ?.keepalived;

test('every file that is read, each once, in the order of their names', () => {
  const view = viewed(`${include}${include}`);
  expect(view?.files.map(({ path }) => path)).toEqual([
    `lb01${KEEPALIVED_CONF}`,
    'lb01/etc/keepalived/conf.d/a.conf',
    'lb01/etc/keepalived/conf.d/b.conf',
  ]);
  expect(view?.model.instances.map(({ name }) => name)).toEqual(['B', 'B']);
});

test('it is whole where every include found a file', () => {
  expect(viewed('', {})?.isWhole).toBe(true);
  expect(viewed(include)?.isWhole).toBe(true);
  expect(viewed(include, {})?.isWhole).toBe(false);
  expect(viewed(`${include}vrrp_instance A {\ninclude lost.conf\n}\n`)?.isWhole).toBe(false);
  // Of another host's lines nothing is missing.
  expect(viewed('@lb02 include lost.conf\n')?.isWhole).toBe(true);
});

test('a relative name is looked for beside the file that names it', () => {
  const view = viewed('include conf.d/a.conf\ninclude b.conf\n', {
    '/etc/keepalived/conf.d/a.conf': 'include b.conf\n',
    '/etc/keepalived/conf.d/b.conf': 'vrrp_instance B {\n}\n',
    '/etc/keepalived/b.conf': 'vrrp_instance A {\n}\n',
  });
  expect(view?.model.instances.map(({ name }) => name)).toEqual(['B', 'A']);
  expect(view?.isWhole).toBe(true);
});

test('what somebody has read already is not read again', () => {
  const node = nodeOf('lb01', { keepalived: 'vrrp_instance A {\n}\n' });
  const keepalivedText = { files: [], statements: [], problems: [], includes: [], isWhole: true };
  const { nodes } = viewOf({ cluster: null, nodes: [{ ...node, keepalivedText }] });
  expect(nodes[0]?.keepalived?.model.instances).toEqual([]);
});
