import { expect, test } from 'vitest';
import { connectionFrom } from '../../../src/import/connection.ts';
import { Vaulted } from '../../../src/import/source.ts';

function take(values: Record<string, unknown>, host = 'lb01') {
  const vars = new Map(Object.entries(values).map(([name, value]) => [name, { value, from: 'f' }]));
  const { address, settings, left } = connectionFrom(host, vars, (path) => `to/${path}`);
  return { address, settings, left };
}

test('all that hadeploy has a setting for', () => {
  expect(
    take({
      ansible_host: '192.0.2.11',
      ansible_port: '2222',
      ansible_user: 'ops',
      ansible_ssh_private_key_file: 'key',
      ansible_become: 'yes',
      ansible_become_method: 'sudo',
      ansible_become_user: 'root',
      ansible_timeout: 5,
      ansible_ssh_common_args: '-J me@bastion:22',
      ansible_connection: 'ssh',
      ansible_python_interpreter: '/usr/bin/python3',
    }),
  ).toEqual({
    address: '192.0.2.11',
    settings: {
      user: 'ops',
      port: 2222,
      identity: 'to/key',
      become: 'sudo',
      connect_timeout: 5,
      proxy_jump: 'me@bastion:22',
    },
    left: [],
  });
});

test.each<[string, object]>([
  ['-J bastion', { proxy_jump: 'bastion' }],
  ['-Jbastion', { proxy_jump: 'bastion' }],
  ['-o ProxyJump=a,b', { proxy_jump: 'a,b' }],
  ['-oProxyJump=me@a:22 -C', { proxy_jump: 'me@a:22' }],
  ['-o "ProxyJump bastion"', { proxy_jump: 'bastion' }],
  ['-o ProxyJump=a -J b', { proxy_jump: 'a' }],
  ['-o ProxyCommand="ssh -q -W %h:%p me@bastion"', { proxy_jump: 'me@bastion' }],
  ["-o 'ProxyCommand ssh -W %h:%p -p 22 -l me bastion'", { proxy_jump: 'me@bastion:22' }],
  ['-o StrictHostKeyChecking=accept-new', { host_keys: 'accept-new' }],
  [
    '-o UserKnownHostsFile=known -o ConnectTimeout=9',
    { known_hosts: 'to/known', connect_timeout: 9 },
  ],
  ['-i key -p 22 -l me', { identity: 'to/key', port: 22, user: 'me' }],
  ['-o ControlMaster=auto -o ControlPersist=60s -o ForwardAgent=yes', {}],
])('ssh arguments %s', (args, settings) => {
  expect(take({ ansible_ssh_common_args: args })).toEqual({ address: 'lb01', settings, left: [] });
});

test.each<[Record<string, unknown>, RegExp]>([
  [{ ansible_ssh_args: '-o ProxyCommand="nc %h %p"' }, /more than a jump host/],
  [{ ansible_ssh_args: '-o ProxyCommand="ssh -i k -W %h:%p b"' }, /more than a jump host/],
  [{ ansible_ssh_args: '-o StrictHostKeyChecking=no' }, /always checks host keys/],
  [{ ansible_ssh_args: '-o UserKnownHostsFile=/dev/null' }, /always checks host keys/],
  [{ ansible_ssh_args: '-o Ciphers=x' }, /`ciphers` belongs into/],
  [{ ansible_ssh_args: '-vvv' }, /`-vvv` belongs into/],
  [{ ansible_ssh_args: '-J "a' }, /quote/],
  [{ ansible_ssh_args: '-J $(reboot)' }, /USER@HOST/],
  [{ ansible_host_key_checking: false }, /always checks host keys/],
  [{ ansible_port: 'ssh' }, /./],
  [{ ansible_port: 70000 }, /./],
  [{ ansible_user: '-oProxyCommand=x' }, /user name/],
  [{ ansible_user: '{{ me }}' }, /Jinja/],
  [{ ansible_user: new Vaulted() }, /ansible-vault/],
  [{ ansible_host: '{{ x }}' }, /Jinja/],
  [{ ansible_host: '-x' }, /no address/],
  [{ ansible_become: false }, /must be root/],
  [{ ansible_become: 'perhaps' }, /neither/],
  [{ ansible_become_method: 'su' }, /with sudo/],
  [{ ansible_become_user: 'app' }, /becomes root/],
  [{ ansible_become_password: 'p' }, /never taken over: `sudo_password/],
  [{ ansible_become_pass: new Vaulted() }, /never taken over/],
  [{ ansible_ssh_pass: 'p' }, /never taken over/],
  [{ ansible_password: 'p' }, /never taken over/],
  [{ ansible_ssh_private_key_passphrase: 'p' }, /never taken over/],
  [{ ansible_connection: 'local' }, /over SSH/],
  [{ ansible_winrm_scheme: 'x' }, /Ansible only/],
])('left, with the reason: %j', (values, why) => {
  const { settings, left } = take(values);
  expect(settings).toEqual({});
  expect(left).toEqual([expect.stringMatching(why)]);
  expect(left[0]).toMatch(new RegExp(`^${Object.keys(values)[0]} \\(f\\): `));
});

test('root needs no sudo, and a name that is no host name has no address', () => {
  expect(take({ ansible_user: 'root', ansible_become: false })).toMatchObject({
    settings: { user: 'root', become: 'none' },
    left: [],
  });
  expect(take({ ansible_host: '[2001:db8::1]' }).address).toBe('2001:db8::1');
  expect(take({}, 'front door').address).toBeNull();
});
