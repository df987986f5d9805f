import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scopeOf } from '../../../src/playbook/scope.ts';
import { render } from '../../../src/playbook/template.ts';
import { loadText, pair, project } from '../inventory/temp-project.ts';

const file = join(import.meta.dirname, '../../../playbooks/templates/ufw.sh.liquid');

/** As much of ufw(8) as the script asks: rules in a file; one takes the place of what differs in action or `log` only. */
const ufw = (added: string, calls: string): string => `#!/bin/sh
printf '%s\\n' "$*" >>${calls}
case $1 in
show) echo 'Added user rules (see ...):'; sed 's/^/ufw /' ${added} ;;
delete) shift; grep -v -e "^$*\\( comment .*\\)\\?$" ${added} >${added}.new; mv ${added}.new ${added} ;;
*)
	rule=$(printf '%s\\n' "$*" | sed "s/ comment \\(.*\\)/ comment '\\1'/")
	tuple() { sed "s/^[a-z]* \\(log \\|log-all \\)\\?//; s/ comment '.*//"; }
	while IFS= read -r line; do
		[ "$(printf '%s\\n' "$line" | tuple)" != "$(printf '%s\\n' "$rule" | tuple)" ] || continue
		printf '%s\\n' "$line"
	done <${added} >${added}.new
	printf '%s\\n' "$rule" >>${added}.new
	mv ${added}.new ${added} ;;
esac
`;

/** The script on a node whose ufw has these rules: how it ended, what ufw has then, and what was asked of it. */
async function onNode(word: string, given: { wanted: string[]; added: string[]; job?: string }) {
  const directory = project({
    'ufw.rules': ['# of hadeploy', ...given.wanted, ''].join('\n'),
    added: given.added.map((line) => `${line}\n`).join(''),
    calls: '',
    systemctl: `#!/bin/sh\ncase $1 in show) echo ${given.job ?? ''} ;; *) echo "$*" >>"\${0%/*}/started" ;; esac\n`,
  });
  chmodSync(join(directory, 'systemctl'), 0o755);
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
  const started = join(directory, 'started');
  const lines = (path: string): string[] => readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return {
    status,
    stderr,
    added: lines(String(added)),
    /** But for the first, `show`. */
    calls: lines(String(calls)).slice(1),
    started: existsSync(started) ? lines(started) : [],
  };
}

const vrrp = 'allow from 192.0.2.12 proto vrrp';
const web = 'allow to 192.0.2.100 port 80 proto tcp';
const ours = (rule: string): string => `${rule} comment 'hadeploy'`;
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

test('a rule of ours that is no longer wanted goes; those of the site stay', async () => {
  const foreign = [
    'allow from 192.0.2.99 proto vrrp',
    "allow 81/tcp comment 'hadeploy of the site'",
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

test.each(['log', 'log-all'])(
  'a rule of the site that says the same and %s counts',
  async (log) => {
    const logged = `allow ${log} to 192.0.2.100 port 80 proto tcp`;
    const given = { wanted: [vrrp, web], added: [logged, ours(vrrp)] };
    expect(await onNode('check', given)).toMatchObject({ status: 0 });
    expect(await onNode('apply', given)).toMatchObject({ status: 0, calls: [] });
    expect((await onNode('remove', given)).added).toEqual([logged]);
  },
);

test.each(['deny', 'reject', 'limit', 'limit log'])(
  'a rule of the site with %s would be replaced: refused, and nothing is done',
  async (action) => {
    const closed = `${action} to 192.0.2.100 port 80 proto tcp`;
    const given = { wanted: [vrrp, web], added: [`${closed} comment 'site'`, ours(ssh)] };
    const after = await onNode('apply', given);
    expect(after).toMatchObject({ status: 1, added: given.added, calls: [] });
    expect(after.stderr).toContain(`(ufw delete ${closed})`);
    expect((await onNode('check', given)).status).toBe(1);
    expect((await onNode('remove', given)).status).toBe(0);
  },
);

test('what the site refuses of an interface, of forwarding or of somebody else stays beside ours', async () => {
  const added = [
    'limit in on eth0 to 192.0.2.100 port 80 proto tcp',
    'route deny to 192.0.2.100 port 80 proto tcp',
    'deny from 192.0.2.66 to 192.0.2.100 port 80 proto tcp',
    'deny out to 192.0.2.100 port 80 proto tcp',
  ];
  const after = await onNode('apply', { wanted: [web], added });
  expect(after).toMatchObject({ status: 0, added: [...added, ours(web)] });
});

test('a rule with our comment that says something else becomes what is wanted', async () => {
  const given = { wanted: [vrrp], added: [ours('deny from 192.0.2.12 proto vrrp'), ssh] };
  expect((await onNode('check', given)).status).toBe(1);
  expect((await onNode('apply', given)).added).toEqual([ssh, ours(vrrp)]);
});

test.each([
  ['is still under way it is waited for', '17', ['--job-mode=fail start ufw']],
  ['is over ufw is not started', '', []],
])('where the start of ufw %s', async (_, job, started) => {
  const after = await onNode('remove', { wanted: [vrrp], added: [ours(vrrp)], job });
  expect(after).toMatchObject({ status: 0, added: [], started });
});
