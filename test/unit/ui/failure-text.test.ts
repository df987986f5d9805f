import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/core/failure.ts';
import { describeFailure } from '../../../src/ui/failure-text.ts';

const now = Date.parse('2026-08-01T03:12:04') / 1000;
const context = { clock: () => now * 1000 };
const text = (failure: Failure): string => {
  const { title, body, hint } = describeFailure(failure, context);
  return [title, ...body, ...hint].join('\n');
};
const lb01 = { host: 'lb01', address: '172.16.0.230' };

describe('getting in', () => {
  test.each([
    ['connect ECONNREFUSED 172.16.0.230:22', 'is sshd running'],
    ['getaddrinfo ENOTFOUND lb01', 'name is not known'],
    ['connect EHOSTUNREACH', 'VPN'],
    ['Timed out', 'firewall'],
  ])('unreachable: %s', (detail, advice) => {
    const shown = text({ reason: 'unreachable', ...lb01, detail });
    expect(shown).toContain('lb01 (172.16.0.230) cannot be reached');
    expect(shown).toContain(advice);
    expect(shown).toContain('\nssh 172.16.0.230 true');
  });

  test('a changed host key: a warning and the exact command', () => {
    const failure: Failure = {
      reason: 'host-key-changed',
      ...lb01,
      fingerprint: 'SHA256:abc',
      keyType: 'ssh-ed25519',
      place: { file: '/home/anna/.ssh/known_hosts', line: 7, column: 1 },
    };
    expect(text(failure)).toBe(
      [
        'WARNING: lb01 (172.16.0.230) shows another host key than the one we know',
        'now:  ssh-ed25519 SHA256:abc',
        'known: /home/anna/.ssh/known_hosts:7',
        'Either the host was reinstalled, or somebody stands between you and it.',
        "Make sure first, at the host's console:",
        'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
        'Only if that shows the fingerprint above:',
        'ssh-keygen -R 172.16.0.230 -f /home/anna/.ssh/known_hosts',
      ].join('\n'),
    );
    expect(text({ ...failure, address: '172.16.0.230:2222' })).toContain(
      "ssh-keygen -R '[172.16.0.230]:2222'",
    );
    expect(text({ ...failure, address: 'fd00::1' })).toContain('ssh-keygen -R fd00::1 ');
  });

  test('a revoked key and an unknown one', () => {
    const key = { ...lb01, fingerprint: 'SHA256:abc', keyType: 'ssh-rsa' };
    const place = { file: 'kh', line: 2, column: 1 };
    expect(text({ reason: 'host-key-revoked', ...key, place })).toContain('@revoked in kh:2');
    const unknown = text({
      reason: 'host-key-unknown',
      ...key,
      knownHosts: ['a', 'b'],
      hint: 'Own hint.',
    });
    expect(unknown).toContain('looked in: a, b');
    expect(unknown).toContain('ssh_host_rsa_key.pub');
    expect(unknown).toContain('Own hint.');
  });

  test('authentication: what was tried', () => {
    const shown = text({
      reason: 'authentication-refused',
      host: 'lb01',
      user: 'ops',
      tried: ['publickey ~/.ssh/id_ed25519', 'agent (2 keys)'],
    });
    expect(shown).toContain('tried:\n  publickey ~/.ssh/id_ed25519\n  agent (2 keys)');
    expect(shown).toContain('\nssh -v ops@lb01 true');
  });

  test('a name from the inventory is never a command of its own', () => {
    const shown = text({ reason: 'unreachable', host: 'x', address: '$(reboot)', detail: '' });
    expect(shown).toContain("ssh '$(reboot)' true");
  });
});

describe('on the node', () => {
  const command = (output: string): string =>
    text({
      reason: 'command-failed',
      host: 'lb01',
      step: 's',
      command: 'restart haproxy',
      exitCode: 1,
      output,
    });

  test.each([
    [
      'haproxy.service: Start request repeated too quickly.',
      'ssh lb01 sudo systemctl reset-failed haproxy.service',
    ],
    ['No space left on device', "ssh lb01 'df -h; df -i'"],
    ['cp: cannot create: Read-only file system', 'findmnt'],
    ['bind: Address already in use', 'ssh lb01 sudo ss -ltnp'],
    ['cannot bind socket (Cannot assign requested address)', 'ip_nonlocal_bind'],
    [
      '[ALERT] (12) : Starting frontend x: cannot bind socket (Permission denied) for [0.0.0.0:5601]',
      'setsebool -P haproxy_connect_any on',
    ],
    ['Failed to restart x.service: Unit x.service not found.', 'no unit x.service on the node'],
    ['Unit keepalived.service is masked.', 'systemctl unmask keepalived.service'],
  ])('%s', (output, advice) => {
    expect(command(output)).toContain(advice);
  });

  test.each([
    [
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)',
      'unattended-upgr (process 812) holds the package lock',
    ],
    ['E: Could not get lock /var/lib/apt/lists/lock', 'sudo fuser -v /var/lib/apt/lists/lock'],
    ['E: Unable to locate package haproxyy', 'know no haproxyy'],
    ['E: dpkg was interrupted, you must manually run', 'dpkg --configure -a'],
    ["Temporary failure resolving 'deb.debian.org'", 'cannot resolve deb.debian.org'],
    ['something new', 'ssh lb01 sudo apt-get install haproxy'],
  ])('package: %s', (output, advice) => {
    expect(
      text({
        reason: 'package-failed',
        host: 'lb01',
        step: 's',
        packages: ['haproxy'],
        exitCode: 100,
        output,
      }),
    ).toContain(advice);
  });

  test('words of a tool never become part of a command unless they are a plain name', () => {
    expect(command('$(reboot).service: Start request repeated too quickly')).not.toContain(
      '$(reboot).service\n',
    );
    expect(command('x;reboot.service: start-limit-hit')).toContain('reset-failed reboot.service');
  });

  test('long output: its end, and how much is missing', () => {
    const output = Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n');
    expect(command(output)).toContain('… 25 lines before\nline 25\n');
  });
});

test('the lease of somebody else: who, since, until', () => {
  const { body } = describeFailure(
    {
      reason: 'lease-held',
      host: 'lb01',
      owner: 'bert@desk',
      run: '20260801-031000-aa',
      since: now - 120,
      remainingSeconds: 90,
    },
    context,
  );
  expect(body).toEqual([
    'who:   bert@desk',
    'run:   20260801-031000-aa',
    'since: 03:10:04 (2 min ago)',
    'until: 03:13:34 at the earliest (in 2 min), later if that run renews it',
  ]);
});

test('in doubt: what, where, and the command that heals it', () => {
  const shown = text({
    reason: 'in-doubt',
    transaction: 'T1',
    hosts: [
      { host: 'lb01', state: 'confirmed' },
      { host: 'lb02', state: 'not reached' },
    ],
    heal: 'hadeploy resume prod-bj',
  });
  expect(shown).toContain('A person must look');
  expect(shown).toContain('lb01: confirmed\nlb02: not reached');
  expect(shown).toContain('Run `hadeploy resume prod-bj`.');
});

test('every reason has a title that says something', () => {
  const rest: Failure[] = [
    { reason: 'timed-out', host: 'lb01', what: 'probe', seconds: 30 },
    { reason: 'connection-lost', host: 'lb01', what: 'stage', detail: 'read ECONNRESET' },
    { reason: 'node-unfit', host: 'lb01', detail: 'no systemd', hint: 'h' },
    { reason: 'unsupported-change', host: 'lb01', step: 's', detail: 'd', hint: 'h' },
    { reason: 'not-converged', host: 'lb01', changes: ['write /etc/x'] },
    { reason: 'plan-stale', hosts: [{ host: 'lb01', facts: ['/etc/x'] }] },
    { reason: 'interrupted' },
    { reason: 'no-such-transaction', transaction: 'T9', known: ['T2', 'T1'] },
    { reason: 'sudo-refused', host: 'lb01', user: 'ops', detail: 'a password is required' },
  ];
  for (const failure of rest) {
    const { title, hint } = describeFailure(failure, context);
    expect(title.length).toBeGreaterThan(8);
    expect(title).not.toMatch(/undefined|\[object/);
    expect(hint.length).toBeGreaterThan(0);
  }
});
