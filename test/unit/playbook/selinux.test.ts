import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';
import { project } from '../inventory/temp-project.ts';

const root = join(import.meta.dirname, '../../..');

interface Command {
  run: string;
  unless: string;
  undo: string;
}

function command(playbook: string, name: string): Command {
  const { steps } = loadPlaybook({ projectDir: root, name: playbook, kinds: stepKinds });
  const step = steps.find((one) => one.name === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step.params as Command;
}

/** A script on a node that has these programs, and what it has called. */
function onNode(script: string, programs: Record<string, string>) {
  const directory = project({});
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  const calls = join(directory, 'calls');
  for (const [name, body] of Object.entries(programs)) {
    const path = join(bin, name);
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>${calls}\n${body}\n`);
    chmodSync(path, 0o755);
  }
  for (const name of ['sh', 'grep', 'cp', 'sync', 'mkdir', 'chown', 'chmod', 'stat', 'id']) {
    const path = join(bin, name);
    if (!existsSync(path)) writeFileSync(path, `#!/bin/sh\nexec /bin/${name} "$@"\n`);
    chmodSync(path, 0o755);
  }
  const { status, stderr } = spawnSync('/bin/sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: bin },
  });
  const called = existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [];
  return { status, stderr, called };
}

describe.each([
  ['haproxy-keepalived', 'selinux-haproxy-ports', 'haproxy_connect_any'],
  ['lvs-nginx', 'selinux-lvs-checks', 'keepalived_connect_any'],
  ['lvs-tiers', 'selinux-nginx-proxy', 'httpd_can_network_connect'],
])('%s: %s', (playbook, step, boolean) => {
  const { run, unless, undo } = command(playbook, step);

  it('is done where the boolean is off, and only there', () => {
    const says = (text: string, code = 0) =>
      onNode(unless, { getsebool: `echo '${text}'; exit ${code}` }).status;
    expect(says(`${boolean} --> off`)).not.toBe(0);
    expect(says(`${boolean} --> on`)).toBe(0);
    expect(says('getsebool:  SELinux is disabled', 1)).toBe(0);
    expect(onNode(unless, { getsebool: 'echo "Error getting active value" >&2; exit 1' })).toEqual({
      status: 0,
      stderr: '',
      called: [`getsebool ${boolean}`],
    });
    expect(onNode(unless, {}).status).toBe(0);
  });

  it('is done where it is on until the next boot only', () => {
    const says = (columns: string) =>
      onNode(unless, {
        getsebool: `echo '${boolean} --> on'`,
        semanage: `echo '${boolean}            ${columns}  Determine whether'; echo 'x (on , on)'`,
      }).status;
    expect(says('(on   ,  off)')).not.toBe(0);
    expect(says('(on   ,   on)')).toBe(0);
  });

  it('sets it for good, and back', () => {
    expect(onNode(run, { setsebool: '' }).called).toEqual([`setsebool -P ${boolean} on`]);
    expect(onNode(undo, { setsebool: '' }).called).toEqual([`setsebool -P ${boolean} off`]);
  });
});

describe('the context of check scripts', () => {
  const { run, unless, undo } = command('haproxy-keepalived', 'selinux-keepalived-scripts');
  const type = 'keepalived_unconfined_script_exec_t';
  const policy = (inEtc: string, inLibexec = type) => ({
    selinuxenabled: '',
    matchpathcon: `case "$*" in */etc/*) echo system_u:object_r:${inEtc}:s0;; *) echo system_u:object_r:${inLibexec}:s0;; esac`,
  });

  it('is asked of the policy', () => {
    expect(onNode(unless, policy('etc_t')).status).not.toBe(0);
    expect(onNode(unless, policy(type)).status).toBe(0);
  });

  it('is left alone without SELinux, and where the policy has no such type', () => {
    expect(onNode(unless, {}).status).toBe(0);
    expect(onNode(unless, { selinuxenabled: 'exit 1' }).status).toBe(0);
    expect(onNode(unless, policy('etc_t', 'lib_t')).status).toBe(0);
  });

  const rule = String.raw`-t ${type} /etc/keepalived/[^/]+\.sh`;

  it('becomes a rule of the node, also where it has another one', () => {
    const { called } = onNode(run, { semanage: '', restorecon: '' });
    expect(called).toEqual([`semanage fcontext -a ${rule}`, 'restorecon /etc/keepalived/*.sh']);
    const known = onNode(run, { semanage: '[ "$2" != -a ]', restorecon: '' });
    expect(known.called).toEqual([
      `semanage fcontext -a ${rule}`,
      `semanage fcontext -m ${rule}`,
      'restorecon /etc/keepalived/*.sh',
    ]);
    expect(onNode(undo, { semanage: '', restorecon: '' }).called[0]).toBe(
      String.raw`semanage fcontext -d /etc/keepalived/[^/]+\.sh`,
    );
  });

  it('without semanage it says what to run', () => {
    const { status, stderr } = onNode(run, { restorecon: '' });
    expect(status).toBe(1);
    expect(stderr).toContain('Install it (policycoreutils-python-utils');
  });
});

describe('files that are placed', () => {
  const activate = readFileSync(join(root, 'src/remote/transaction/40-activate.sh'), 'utf8');
  const given = (path: string) =>
    `logged() { shift; "$@"; }
id=1 dir=${path}
${activate}
`;

  function placed(target: string, before: string | null, programs: Record<string, string>) {
    const dir = project({ 'candidate/01': 'new\n' });
    const path = join(dir, target);
    if (before !== null) writeFileSync(path, before);
    const { called } = onNode(`${given(dir)}place 01 ${path}`, { chcon: '', ...programs });
    return called.map((call) => call.replaceAll(dir, 'DIR'));
  }

  const matchpathcon = 'echo system_u:object_r:bin_t:s0';

  it('keep the context of the file that they replace', () => {
    expect(placed('x.sh', 'old\n', { matchpathcon })).toEqual([
      'chcon --reference=DIR/x.sh -- DIR/.x.sh.hadeploy-1',
    ]);
  });

  it('have that of the policy for their path where there was none', () => {
    expect(placed('x.sh', null, { matchpathcon, selinuxenabled: '' })).toEqual([
      'selinuxenabled ',
      'matchpathcon -n -m file -- DIR/x.sh',
      'chcon -- system_u:object_r:bin_t:s0 DIR/.x.sh.hadeploy-1',
    ]);
  });

  it('are left alone without SELinux', () => {
    expect(placed('x.sh', null, {})).toEqual([]);
    expect(placed('x.sh', null, { matchpathcon, selinuxenabled: 'exit 1' })).toEqual([
      'selinuxenabled',
    ]);
  });

  it('a new directory has that of the policy, one that is there keeps its own', () => {
    const dir = project({});
    const [user, group] = ['id -un', 'id -gn'].map((words) =>
      spawnSync('sh', ['-c', words], { encoding: 'utf8' }).stdout.trim(),
    );
    const make = `${given(dir)}activate_directory ${dir}/new 0755 ${user} ${group}`;
    expect(onNode(make, { restorecon: '' })).toMatchObject({
      status: 0,
      called: [`restorecon -- ${dir}/new`],
    });
    expect(onNode(make, { restorecon: '' })).toMatchObject({ status: 0, called: [] });
  });
});
