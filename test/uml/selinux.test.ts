import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hadeploy, type Ended } from '../lab/support/hadeploy.ts';
import { addresses, lab, labDirectory } from '../lab/support/lab.ts';
import { onNode, tryOnNode } from '../lab/support/node.ts';
import { project, write } from '../lab/support/project.ts';

/**
 * A pair on which SELinux enforces: Debian's policy, in a kernel of its own. It knows neither haproxy nor keepalived, so
 * the names of RHEL's policy that the roles ask for are added to it: a boolean, and the type of keepalived's scripts.
 */

const missing = await lab('uml', 'up', '1').then(
  () => null,
  ({ message }: Error) => message.trim().split('\n').at(-1),
);

const nodes = ['u1a', 'u1b'] as const;
const config = '/etc/haproxy/haproxy.cfg';
const managed = '/etc/haproxy /etc/keepalived /etc/sysctl.d /etc/systemd';

const inventory = (more = '') => `extends: ${join(labDirectory, 'inventory/prod-bj.yaml')}
cluster: selinux
hosts:
  prod-bj-lb01: { address: ${addresses.LAB_NET}.91 }
  prod-bj-lb02: { address: ${addresses.LAB_NET}.92 }
vrrp:
  instances:
    INTERNAL_VIP: { vrid: 91, vip: ${addresses.LAB_NET}.107 }
    PUBLIC_VIP: { vrid: 92, vip: ${addresses.LAB_NET}.207 }
  # Programs start slowly in user mode, and one answer that is late is no failure.
  track: { haproxy: { fall: 5 } }
haproxy:
  frontends:
    http_front: { bind: ['${addresses.LAB_NET}.107:80', '${addresses.LAB_NET}.207:80'] }
${more}`;
const pair = project({ 'inventory/selinux.yaml': inventory() });

const likeRhel = `(boolean haproxy_connect_any false)
(booleanif haproxy_connect_any (true (allow keepalived_unconfined_script_exec_t self (file (read)))))
(type keepalived_unconfined_script_exec_t)
(typeattributeset file_type (keepalived_unconfined_script_exec_t))
(typeattributeset exec_type (keepalived_unconfined_script_exec_t))
(roletype object_r keepalived_unconfined_script_exec_t)
(filecon "/usr/libexec/keepalived(/.*)?" any
  (system_u object_r keepalived_unconfined_script_exec_t ((s0) (s0))))
`;

const onAll = (script: string): Promise<string[]> =>
  Promise.all(nodes.map((node) => onNode(node, script)));

async function done(...words: string[]): Promise<Ended['result']> {
  const { code, stdout, stderr, result } = await hadeploy([...words, '--json'], { project: pair });
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  return result;
}

/** On nodes as slow as these. */
const patient = ['--yes', '--confirm-timeout', '200'];

async function enforces(node: string): Promise<void> {
  expect(await onNode(node, 'getenforce')).toBe('Enforcing\n');
}

/** Installs the policy, labels every file, and boots into it. */
async function enforce(node: string): Promise<void> {
  await onNode(
    node,
    `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get install -qq -y --no-install-recommends /opt/lab-selinux/*.deb >/tmp/apt.log 2>&1 || { tail -20 /tmp/apt.log; exit 1; }
cat >/tmp/like-rhel.cil <<'CIL'
${likeRhel}CIL
semodule -i /tmp/like-rhel.cil 2>/dev/null
sed -i 's/^SELINUX=.*/SELINUX=enforcing/' /etc/selinux/config
fixfiles -F -f relabel >/dev/null 2>&1
sync`,
  );
  await tryOnNode(node, 'systemctl reboot');
  await vi.waitFor(() => enforces(node), { timeout: 120_000, interval: 2_000 });
}

/** The context of a file, as RHEL's `ls -Z` shows it. */
const contextOf = (path: string): Promise<string[]> => onAll(`stat -c %C ${path}`);

describe.skipIf(missing !== null)(`SELinux enforces${missing ? `: ${missing}` : ''}`, () => {
  let first: string;

  beforeAll(async () => {
    await lab('reset', ...nodes);
    await Promise.all(nodes.map(enforce));
  }, 900_000);
  afterAll(async () => {
    await lab('reset', ...nodes);
  }, 200_000);

  it('from bare: applied, verified, and nothing left to do', { timeout: 600_000 }, async () => {
    first = (await done('apply', 'selinux', ...patient)).transaction ?? '';
    await done('verify', 'selinux');
    await done('plan', 'selinux');
    await Promise.all(nodes.map(enforces));
  });

  it('every file has the context that the policy has for it, and so it was told the policy', async () => {
    expect(await onAll(`restorecon -nRv ${managed}`)).toEqual(['', '']);
    const script = 'keepalived_unconfined_script_exec_t';
    for (const context of await contextOf('/etc/keepalived/check_haproxy.sh'))
      expect(context).toContain(`:${script}:`);
    expect(await onAll('getsebool haproxy_connect_any')).toEqual(
      nodes.map(() => 'haproxy_connect_any --> on\n'),
    );
    for (const rules of await onAll('semanage fcontext -l -C')) expect(rules).toContain(script);
  });

  it('what the site has labelled itself stays so', { timeout: 300_000 }, async () => {
    await onAll(`chcon -t etc_runtime_t ${config}`);
    write(pair, 'inventory/selinux.yaml', inventory('  maxconn: 4321\n'));
    await done('apply', 'selinux', ...patient);
    await onAll(`grep -q 'maxconn 4321' ${config}`);
    for (const context of await contextOf(config)) expect(context).toContain(':etc_runtime_t:');
  });

  it('a drill sees what it must see', { timeout: 300_000 }, async () => {
    const words = ['--failover', '--drill', 'keepalived-stopped', '--limit', 'prod-bj-lb01'];
    await done('verify', 'selinux', ...words, '--yes');
  });

  it('rolled back: contexts, boolean and rules as they were', { timeout: 300_000 }, async () => {
    await done('rollback', 'selinux', ...patient);
    for (const context of await contextOf(config)) expect(context).toContain(':etc_runtime_t:');
    await done('rollback', 'selinux', first, ...patient);
    expect(await onAll('ls /etc/keepalived/check_haproxy.sh 2>/dev/null; :')).toEqual(['', '']);
    expect(await onAll('getsebool haproxy_connect_any')).toEqual(
      nodes.map(() => 'haproxy_connect_any --> off\n'),
    );
    expect(await onAll('semanage fcontext -l -C')).toEqual(['', '']);
  });
});
