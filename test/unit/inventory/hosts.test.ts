import { expect, test } from 'vitest';
import { loadText, pair, refusals } from './temp-project.ts';

const layered = `${pair}vars: { a: cluster, b: cluster, c: cluster, d: cluster }
groups:
  lb:
    hosts: [lb01, lb02]
    vars: { b: lb, c: lb, d: lb }
    connection: { port: 2222, user: groupuser, connect_timeout: 3 }
  blue:
    hosts: [lb01]
    vars: { c: blue, d: blue }
`.replace('priority: 100', 'priority: 100, vars: { d: host }, connection: { user: hostuser }');

test('cluster < group, in the order of the file < host', async () => {
  const [first, second] = (await loadText(layered)).hosts;
  expect(first?.vars).toEqual({ a: 'cluster', b: 'lb', c: 'blue', d: 'host' });
  expect(second?.vars).toEqual({ a: 'cluster', b: 'lb', c: 'lb', d: 'lb' });
  expect(first?.groups).toEqual(['lb', 'blue']);
  expect(first?.target).toMatchObject({ user: 'hostuser', port: 2222, connectTimeoutMs: 3000 });
  expect(second?.target).toMatchObject({ user: 'groupuser', port: 2222 });
});

test('flags beat them all', async () => {
  const { hosts } = await loadText(layered, {
    connection: {
      user: 'me',
      identity: ['/k'],
      knownHosts: ['/h'],
      transport: 'openssh',
      hostKeys: 'accept-new',
    },
  });
  for (const { target } of hosts) {
    expect(target).toMatchObject({
      user: 'me',
      identityFiles: ['/k'],
      knownHostsFiles: ['/h'],
      transport: 'openssh',
      hostKeys: 'accept-new',
    });
  }
});

test('become and the sudo password', async () => {
  const text = pair
    .replace('user: ops', 'user: ops, sudo_password: !secret sudo')
    .replace('priority: 90', 'priority: 90, connection: { become: none }');
  const { hosts } = await loadText(text, { env: { HADEPLOY_SECRET_SUDO: 'pw' } });
  const become = hosts.map(({ target }) => target.become);
  expect(become[0]?.sudo === true && become[0].password?.reveal()).toBe('pw');
  expect(become[1]).toEqual({ sudo: false });
});

test('groups name hosts that exist', async () => {
  expect(
    await refusals(`${pair}groups: { lb: { hosts: [lb01, lb20] }, lb01: { hosts: [lb01] } }\n`),
  ).toEqual([
    'pair.yaml:18:31 groups.lb.hosts[1]: no host `lb20` in this cluster',
    'pair.yaml:18:40 groups.lb01: `lb01` is the name of a host and of a group',
  ]);
});
