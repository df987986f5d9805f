import { describe, expect, test } from 'vitest';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  brief,
  changed,
  loadIn,
  loadText,
  pair,
  problemsOf,
  project,
  refusals,
} from './temp-project.ts';

test('a sound inventory', async () => {
  const cluster = await loadText(pair);
  expect(cluster).toMatchObject({
    name: 'pair',
    playbook: 'haproxy-keepalived',
    vips: [{ name: 'FRONT', address: '192.0.2.100', ports: [80] }],
    hosts: [
      {
        name: 'lb01',
        priority: 100,
        target: {
          address: '192.0.2.11',
          user: 'ops',
          hostKeys: 'strict',
          transport: 'ssh2',
          become: { sudo: true },
          connectTimeoutMs: 10_000,
        },
      },
      { name: 'lb02', priority: 90 },
    ],
    context: { vrrp: { version: 2, advert_int: 1 }, haproxy: { mode: 'http', maxconn: 4000 } },
    secrets: [],
  });
});

describe('the text is no inventory', () => {
  test.each([
    ['empty', '', 'pair.yaml:1:1 is empty'],
    ['comments only', '# nothing\n', 'pair.yaml:1:1 is empty'],
    ['a list', '- a\n- b\n', 'pair.yaml:1:1 must be a mapping of keys to values'],
    ['a word', 'hello\n', 'pair.yaml:1:1 must be a mapping of keys to values'],
    [
      'a duplicate key',
      'cluster: pair\nplaybook: x\ncluster: pair\n',
      'pair.yaml:3:1 `cluster` stands twice in the same mapping',
    ],
    ['a tab', 'hosts:\n\tlb01: {}\n', 'pair.yaml:2:1 a tab used for indentation'],
    ['an unknown tag', 'cluster: !vault abc\n', 'pair.yaml:1:10 unknown tag `!vault`'],
    [
      'a dangerous tag',
      'cluster: !!js/function "x"\n',
      'pair.yaml:1:10 unknown tag `!!js/function`',
    ],
    [
      'a merge key',
      'a: &a { x: 1 }\nhosts: { <<: *a }\n',
      'pair.yaml:2:10 merge keys (`<<`) are not part of YAML 1.2',
    ],
    [
      '__proto__',
      'vars: { __proto__: { x: 1 } }\n',
      'pair.yaml:1:9 `__proto__` is no name for anything',
    ],
    [
      'two documents',
      'cluster: a\n---\ncluster: b\n',
      'pair.yaml:2:1 more than one YAML document in the file',
    ],
    [
      'a bad secret name',
      'vars: { a: !secret "x y" }\n',
      'pair.yaml:1:12 `!secret` needs a name of letters, digits, `_` and `-`',
    ],
    ['an open bracket', 'hosts: { a: 1\n', expect.stringContaining('YAML: ')],
    ['an unknown alias', 'hosts: *nobody\n', 'pair.yaml:1:8 no anchor `&nobody` above'],
  ])('%s', async (_, text, expected) => {
    expect((await refusals(text))[0]).toEqual(expected);
  });

  test('aliases that multiply', async () => {
    const lines = ['l0: &l0 [a, a, a, a, a, a, a, a, a, a]'];
    for (let level = 1; level < 9; level++) {
      const below = `*l${level - 1}`;
      lines.push(`l${level}: &l${level} [${Array<string>(10).fill(below).join(', ')}]`);
    }
    const started = performance.now();
    expect((await refusals(lines.join('\n')))[0]).toContain('too much in one file');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('not UTF-8', async () => {
    const dir = project({ 'inventory/pair.yaml': '' });
    writeFileSync(join(dir, 'inventory/pair.yaml'), Buffer.from([0x63, 0xff, 0xfe]));
    expect((await problemsOf(() => loadIn(dir))).map(brief)).toEqual([
      'pair.yaml:1:1 is not UTF-8 text',
    ]);
  });

  test('a directory instead of a file', async () => {
    const dir = project({});
    mkdirSync(join(dir, 'inventory/pair.yaml'), { recursive: true });
    expect((await problemsOf(() => loadIn(dir))).map(brief)).toEqual([
      'pair.yaml:1:1 cannot be read: it is a directory',
    ]);
  });
});

describe('which cluster', () => {
  test('the only one needs no name', async () => {
    const dir = project({ 'inventory/pair.yaml': pair });
    expect((await loadIn(dir, { cluster: undefined as never })).name).toBe('pair');
  });

  test('of several, the default', async () => {
    const other = pair.replace('cluster: pair', 'cluster: other\ndefault: true');
    const dir = project({ 'inventory/pair.yaml': pair, 'inventory/other.yaml': other });
    expect((await loadIn(dir, { cluster: undefined as never })).name).toBe('other');
  });

  test('of several, none is the default', async () => {
    const dir = project({ 'inventory/pair.yaml': pair, 'inventory/other.yaml': pair });
    const [problem] = await problemsOf(() => loadIn(dir, { cluster: undefined as never }));
    expect(problem?.hint).toBe('clusters of this project: other, pair');
  });

  test('an unknown name', async () => {
    const dir = project({ 'inventory/pair.yaml': pair });
    expect(await problemsOf(() => loadIn(dir, { cluster: 'piar' }))).toEqual([
      {
        message: 'no cluster `piar`',
        hint: 'did you mean `pair`? (clusters of this project: pair)',
      },
    ]);
  });

  test('no way out of the inventory directory', async () => {
    const dir = project({ 'inventory/pair.yaml': pair, 'secret.yaml': pair });
    expect((await problemsOf(() => loadIn(dir, { cluster: '../secret' })))[0]?.message).toContain(
      'no cluster',
    );
  });

  test('no inventory at all', async () => {
    const [problem] = await problemsOf(() => loadIn(project({})));
    expect(problem?.message).toContain('no such file');
  });

  test('another name inside than outside', async () => {
    expect(await refusals(changed('cluster: pair', 'cluster: peer'))).toEqual([
      'pair.yaml:1:10 cluster: the cluster is called `peer`, its file `pair`',
    ]);
  });
});

describe('the schema', () => {
  test.each([
    [
      'unknown key',
      'priority: 100',
      'priorty: 100',
      'pair.yaml:5:32 hosts.lb01.priorty: unknown key `priorty`',
    ],
    [
      'unknown section',
      'connection: { user: ops }',
      'conection: { user: ops }',
      'pair.yaml:3:1 conection: unknown key `conection`',
    ],
    [
      'wrong type',
      'priority: 100',
      'priority: high',
      'pair.yaml:5:42 hosts.lb01.priority: must be a number, not "high"',
    ],
    [
      'a fraction',
      'vrid: 51',
      'vrid: 51.5',
      'pair.yaml:10:20 vrrp.instances.FRONT.vrid: must be a whole number, not 51.5',
    ],
    [
      'missing',
      'address: 192.0.2.11, ',
      '',
      'pair.yaml:5:3 hosts.lb01.address: is missing: a text',
    ],
    [
      'no value',
      'interface: eth0',
      'interface:',
      'pair.yaml:8:13 vrrp.interface: must be a text, not no value',
    ],
    [
      'not an address',
      '192.0.2.11',
      '192.0.2.300',
      'pair.yaml:5:20 hosts.lb01.address: must be an IPv4 or IPv6 address or a host name',
    ],
    [
      'an option as address',
      '192.0.2.11',
      '-oProxyCommand=sh',
      'pair.yaml:5:20 hosts.lb01.address: must be an IPv4 or IPv6 address or a host name',
    ],
    [
      'VRID 0',
      'vrid: 51',
      'vrid: 0',
      'pair.yaml:10:20 vrrp.instances.FRONT.vrid: must be at least 1, not 0',
    ],
    [
      'VRID 256',
      'vrid: 51',
      'vrid: 256',
      'pair.yaml:10:20 vrrp.instances.FRONT.vrid: must be at most 255, not 256',
    ],
    [
      'priority 255',
      'priority: 100',
      'priority: 255',
      'pair.yaml:5:42 hosts.lb01.priority: 255 is reserved for the owner of an address and never yields',
    ],
    [
      'priority 0',
      'priority: 100',
      'priority: 0',
      'pair.yaml:5:42 hosts.lb01.priority: must be at least 1, not 0',
    ],
    [
      'a bad VIP',
      'vip: 192.0.2.100',
      'vip: 192.0.2.100/33',
      'pair.yaml:10:29 vrrp.instances.FRONT.vip: must be an IPv4 or IPv6 address, with or without /PREFIX',
    ],
    [
      'a port too high',
      '"192.0.2.100:80"',
      '"192.0.2.100:99999"',
      'pair.yaml:14:18 haproxy.frontends.web.bind: must be ADDRESS:PORT, [IPv6]:PORT or *:PORT, port 1 to 65535',
    ],
    [
      'a bad host name',
      'lb01: { address',
      '"lb01;id": { address',
      'pair.yaml:5:3 hosts."lb01;id": the name of a host must begin with a letter and hold only letters, digits, `_`, `.` and `-` (63 at most)',
    ],
    [
      'a list for a mapping',
      'connection: { user: ops }',
      'connection: [ops]',
      'pair.yaml:3:13 connection: must be a mapping, not a list',
    ],
    [
      'a bad user',
      'user: ops',
      'user: "-oops"',
      'pair.yaml:3:21 connection.user: must be a user name',
    ],
    [
      'a bad choice',
      'user: ops',
      'become: sudoo',
      'pair.yaml:3:23 connection.become: must be one of sudo, none, not "sudoo"',
    ],
    [
      'a duration without unit',
      'frontends:',
      'timeouts: { connect: 5 }\n  frontends:',
      'pair.yaml:13:24 haproxy.timeouts.connect: must be a duration with its unit',
    ],
    [
      'an algorithm',
      'servers: {',
      'balance: roundrobbin\n      servers: {',
      expect.stringContaining(
        'pair.yaml:17:16 haproxy.backends.app.balance: must be a balance algorithm: roundrobin',
      ),
    ],
    [
      'an interface with a newline',
      'interface: eth0',
      'interface: "eth0\\n}"',
      'pair.yaml:8:14 vrrp.interface: must be the name of a network interface, at most 15 signs',
    ],
  ])('%s', async (_, from, to, expected) => {
    expect(await refusals(changed(from, to))).toEqual([expected]);
  });

  test('nearest valid word as a hint', async () => {
    const [problem] = await problemsOf(() => loadText(changed('priority: 100', 'prioritiy: 100')));
    expect(problem?.hint).toBe('did you mean `priority`?');
    const [choice] = await problemsOf(() => loadText(changed('user: ops', 'become: sdo')));
    expect(choice?.hint).toBe('did you mean `sudo`?');
  });

  test('all problems at once, in the order of the file', async () => {
    const text = changed('priority: 100', 'priority: x')
      .replace('vrid: 51', 'vrid: 999')
      .replace('default_backend', 'defualt_backend')
      .replace('vip: 192.0.2.100', 'vip: 192.0.2.100, auth_pass: !secret nowhere');
    expect((await refusals(text)).map((line) => line.split(' ')[0])).toEqual([
      'pair.yaml:5:42',
      'pair.yaml:10:20',
      'pair.yaml:10:54',
      'pair.yaml:14:5',
      'pair.yaml:14:36',
    ]);
  });

  test('what a message repeats cannot act on a terminal', async () => {
    const [problem] = await problemsOf(() =>
      loadText(changed('priority: 100', 'priority: "\\e[2Jx\\ny"')),
    );
    expect(problem?.message).toBe('must be a number, not "x y"');
    const [key] = await problemsOf(() =>
      loadText(changed('priority: 100', '"a\\e]0;x\\a\\nb": 1')),
    );
    expect(key?.message).toBe('unknown key `a b`');
    expect(JSON.stringify(key)).not.toMatch(/\\u001b|\\u0007/);
  });
});

describe('rules across hosts and sections', () => {
  const second = 'FRONT: { vrid: 51, vip: 192.0.2.100 }';
  test.each([
    [
      'duplicate VRID',
      second,
      `${second}\n    BACK: { vrid: 51, vip: 192.0.2.100 }`,
      ['vrrp.instances.BACK.vrid', 'vrrp.instances.BACK.vip'],
    ],
    [
      'VIP of a node',
      'vip: 192.0.2.100',
      'vip: 192.0.2.12',
      ['vrrp.instances.FRONT.vip', 'vrrp.instances.FRONT.vip'],
    ],
    ['equal priorities', 'priority: 90', 'priority: 100', ['hosts.lb02.priority']],
    ['weight too small', 'weight: -20', 'weight: -10', ['vrrp.track.haproxy.weight']],
    [
      'VIP that nothing serves',
      '"192.0.2.100:80"',
      '"192.0.2.101:80"',
      ['vrrp.instances.FRONT.vip'],
    ],
    [
      'unknown backend',
      'default_backend: app',
      'default_backend: ap',
      ['haproxy.frontends.web.default_backend'],
    ],
    [
      'bound twice',
      '"192.0.2.100:80"',
      '["192.0.2.100:80", "192.0.2.100:80"]',
      ['haproxy.frontends.web.bind'],
    ],
    [
      'a circle',
      '"192.0.2.21:80"',
      '"192.0.2.100:80"',
      ['haproxy.backends.app.servers.web01.address'],
    ],
    [
      'half a second in version 2',
      'interface: eth0',
      'interface: eth0\n  advert_int: 0.5',
      ['vrrp.advert_int'],
    ],
    [
      'preempt: false with a weight',
      'vip: 192.0.2.100',
      'vip: 192.0.2.100, preempt: false',
      ['vrrp.instances.FRONT.preempt'],
    ],
    [
      'priorities of an unknown host',
      'vip: 192.0.2.100',
      'vip: 192.0.2.100, priorities: { lb03: 1 }',
      ['vrrp.instances.FRONT.priorities.lb03'],
    ],
  ])('%s', async (_, from, to, paths) => {
    const problems = await problemsOf(() => loadText(changed(from, to)));
    expect(problems.map(({ path }) => path)).toEqual(paths);
    for (const problem of problems) {
      expect(problem.place?.line).toBeGreaterThan(1);
      expect(problem.hint).toBeTruthy();
    }
  });

  test('the same VIP in two spellings', async () => {
    const text = changed(
      second,
      'A: { vrid: 1, vip: "2001:db8::1" }\n    B: { vrid: 2, vip: "2001:0db8:0:0::1" }',
    ).replace('"192.0.2.100:80"', '"*:80"');
    expect(await refusals(text)).toEqual([
      expect.stringContaining('vrrp.instances.B.vip: VIP 2001:0db8:0:0::1 is already the VIP of A'),
    ]);
  });

  test('weights that do flip the election are accepted', async () => {
    await loadText(changed('weight: -20', 'weight: -11'));
    await loadText(changed('weight: -20', 'weight: 0'));
    await loadText(changed('weight: -20', 'weight: 11'));
    expect((await refusals(changed('weight: -20', 'weight: 10')))[0]).toContain(
      'cannot move FRONT',
    );
  });

  test('a wildcard bind serves every VIP', async () => {
    const cluster = await loadText(changed('"192.0.2.100:80"', '"*:8080"'));
    expect(cluster.vips).toMatchObject([{ name: 'FRONT', address: '192.0.2.100', ports: [8080] }]);
  });

  test('active/active by instance', async () => {
    const text = changed(
      second,
      'A: { vrid: 1, vip: 192.0.2.100, priorities: { lb01: 200, lb02: 185 } }\n    B: { vrid: 2, vip: 192.0.2.101, priorities: { lb01: 185, lb02: 200 } }',
    ).replace('"192.0.2.100:80"', '"*:80"');
    expect((await loadText(text)).vips).toHaveLength(2);
  });
});
