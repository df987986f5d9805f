import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scopeOf } from '../../../src/playbook/scope.ts';
import { render } from '../../../src/playbook/template.ts';
import { loadText, pair, project } from '../inventory/temp-project.ts';

const file = join(import.meta.dirname, '../../../playbooks/templates/ufw.sh.liquid');

/** As much of ufw(8) as the script asks: rules in a file, shown as they were added. */
const ufw = (added: string, calls: string): string => `#!/bin/sh
printf '%s\\n' "$*" >>${calls}
case $1 in
show) echo 'Added user rules (see ...):'; sed 's/^/ufw /' ${added} ;;
delete) shift; grep -v -e "^$*\\( comment .*\\)\\?$" ${added} >${added}.new; mv ${added}.new ${added} ;;
*) printf '%s\\n' "$*" | sed "s/ comment \\(.*\\)/ comment '\\1'/" >>${added} ;;
esac
`;

/** The script on a node whose ufw has these rules: how it ended, what ufw has then, and what was asked of it. */
async function onNode(word: string, given: { wanted: string[]; added: string[] }) {
  const directory = project({
    'ufw.rules': ['# of hadeploy', ...given.wanted, ''].join('\n'),
    added: given.added.map((line) => `${line}\n`).join(''),
    calls: '',
  });
  const [added, calls, bin] = ['added', 'calls', 'ufw'].map((name) => join(directory, name));
  writeFileSync(String(bin), ufw(String(added), String(calls)));
  chmodSync(String(bin), 0o755);
  const cluster = await loadText(pair);
  const source = { text: readFileSync(file, 'utf8'), file, format: 'sh' as const, partials: [] };
  const script = render(source, scopeOf(cluster, cluster.hosts[0]!)).text;
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', script.replace('/etc/hadeploy/ufw.rules', join(directory, 'ufw.rules')), 'ufw.sh', word],
    { encoding: 'utf8', env: { PATH: `${directory}:${process.env['PATH']}` } },
  );
  const lines = (path: string): string[] => readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return { status, stderr, added: lines(String(added)), calls: lines(String(calls)).slice(1) };
}

const vrrp = 'allow from 192.0.2.12 proto vrrp';
const web = 'allow to 192.0.2.100 port 80 proto tcp';
const ours = (rule: string): string => `${rule} comment 'hadeploy pair'`;
const ssh = "allow 22/tcp comment 'site'";

test('what is missing comes behind what is there, with a comment', async () => {
  const after = await onNode('apply', { wanted: [vrrp, web], added: [ssh] });
  expect(after).toMatchObject({ status: 0, stderr: '', added: [ssh, ours(vrrp), ours(web)] });
});

test('where all is as it must be nothing is done', async () => {
  const given = { wanted: [vrrp, web], added: [ours(web), ssh, ours(vrrp)] };
  expect(await onNode('apply', given)).toMatchObject({ status: 0, calls: [] });
  expect(await onNode('check', given)).toMatchObject({ status: 0, calls: [] });
});

test('a rule of ours that is no longer wanted goes; those of the site and of other clusters stay', async () => {
  const foreign = [
    'allow from 192.0.2.99 proto vrrp',
    "allow 81/tcp comment 'hadeploy pair2'",
    ssh,
  ];
  const given = { wanted: [vrrp], added: [...foreign, ours(web)] };
  expect((await onNode('check', given)).status).toBe(1);
  expect((await onNode('apply', given)).added).toEqual([...foreign, ours(vrrp)]);
});

test("a rule of the site that says the same counts, and stays the site's", async () => {
  const given = { wanted: [vrrp, web], added: [web, ours(vrrp)] };
  expect(await onNode('check', given)).toMatchObject({ status: 0 });
  expect((await onNode('remove', given)).added).toEqual([web]);
});

test('one that is missing is drift', async () => {
  expect((await onNode('check', { wanted: [vrrp], added: [ssh] })).status).toBe(1);
  expect((await onNode('check', { wanted: [vrrp], added: [] })).status).toBe(1);
});

test('with nothing wanted nothing of ours is left', async () => {
  const given = { wanted: [], added: [ours(vrrp), ssh] };
  expect((await onNode('apply', given)).added).toEqual([ssh]);
  expect(await onNode('apply', { wanted: [], added: [] })).toMatchObject({ status: 0, calls: [] });
});
