import { describe, expect, it } from 'vitest';
import type { Target } from '../../../src/core/session.ts';
import { opensshConfig } from '../../../src/ssh/openssh-config.ts';
import { explainOpenssh, loginUser } from '../../../src/ssh/openssh-failure.ts';

const target: Target = {
  name: 'lb01',
  address: '192.0.2.11',
  hostKeys: 'strict',
  knownHostsFiles: ['/k/known_hosts'],
  become: { sudo: true },
  transport: 'openssh',
  connectTimeoutMs: 2500,
};

// Recorded from OpenSSH 9.2p1, shortened.
const hello = `OpenSSH_9.2p1 Debian-2+deb12u6, OpenSSL 3.0.19 27 Jan 2026
debug1: Connecting to 192.0.2.11 [192.0.2.11] port 22.
debug1: Authenticating to 192.0.2.11:22 as 'ops'
debug1: Server host key: ssh-ed25519 SHA256:yK0OKlNuKU8/AQefWxgrs58kInk39hUnTSQxt9/ty0E
`;

describe('what ssh says', () => {
  it.each([
    [
      'unknown key',
      `${hello}No ED25519 host key is known for 192.0.2.11 and you have requested strict checking.\r\nHost key verification failed.\r\n`,
      {
        reason: 'host-key-unknown',
        host: 'lb01',
        address: '192.0.2.11',
        fingerprint: 'SHA256:yK0OKlNuKU8/AQefWxgrs58kInk39hUnTSQxt9/ty0E',
        keyType: 'ssh-ed25519',
        knownHosts: ['/k/known_hosts'],
      },
    ],
    [
      'changed key',
      `${hello}@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nOffending ED25519 key in /k/known hosts:7\r\nHost key verification failed.\r\n`,
      {
        reason: 'host-key-changed',
        host: 'lb01',
        address: '192.0.2.11',
        fingerprint: 'SHA256:yK0OKlNuKU8/AQefWxgrs58kInk39hUnTSQxt9/ty0E',
        keyType: 'ssh-ed25519',
        place: { file: '/k/known hosts', line: 7, column: 1 },
      },
    ],
    [
      'revoked key',
      `${hello}@       WARNING: REVOKED HOST KEY DETECTED!               @\r\nHost key verification failed.\r\n`,
      {
        reason: 'host-key-revoked',
        host: 'lb01',
        address: '192.0.2.11',
        fingerprint: 'SHA256:yK0OKlNuKU8/AQefWxgrs58kInk39hUnTSQxt9/ty0E',
        place: null,
      },
    ],
    [
      'refused login',
      `${hello}debug1: Offering public key: /k/id_wrong ED25519 SHA256:0yLU explicit\ndebug1: Offering public key: ops@laptop RSA SHA256:abcd agent\nops@192.0.2.11: Permission denied (publickey).\r\n`,
      {
        reason: 'authentication-refused',
        host: 'lb01',
        user: 'ops',
        tried: [
          '/k/id_wrong',
          'ops@laptop (agent)',
          'ops@192.0.2.11: Permission denied (publickey).',
        ],
      },
    ],
    [
      'refused connection',
      'ssh: connect to host 192.0.2.11 port 22: Connection refused\r\n',
      {
        reason: 'unreachable',
        host: 'lb01',
        address: '192.0.2.11',
        detail: 'connect to host 192.0.2.11 port 22: Connection refused',
      },
    ],
    [
      'escape sequences',
      'ssh: \u001b]0;owned\u0007kex_exchange: \u001b[31mbad banner\n',
      {
        reason: 'unreachable',
        host: 'lb01',
        address: '192.0.2.11',
        detail: 'kex_exchange: bad banner',
      },
    ],
  ])('%s', (_, log, failure) => {
    expect(explainOpenssh(log, target).failure).toEqual(failure);
  });

  it('about the jump host is not taken for the target', () => {
    const jump = hello.replaceAll('192.0.2.11', '192.0.2.1').replace('ops', 'jumper');
    const log = `${jump}debug1: Offering public key: /k/jump ED25519 SHA256:x agent\n${hello}root@192.0.2.11: Permission denied (publickey).\n`;
    expect(explainOpenssh(log, target).failure).toMatchObject({
      user: 'ops',
      tried: ['root@192.0.2.11: Permission denied (publickey).'],
    });
    expect(loginUser(log, target)).toBe('ops');
  });
});

describe('our ssh_config', () => {
  it('stands before the files of user and system', () => {
    const lines = opensshConfig(target).trim().split('\n');
    expect(lines).toContain('StrictHostKeyChecking yes');
    expect(lines).toContain('UserKnownHostsFile "/k/known_hosts"');
    expect(lines).toContain('ConnectTimeout 3');
    expect(lines.slice(-2)).toEqual(['Include ~/.ssh/config', 'Include /etc/ssh/ssh_config']);
  });

  it('stands before a file that is given in their place', () => {
    expect(opensshConfig(target, 'User ops\n')).toMatch(/\nUser ops\n$/);
  });

  it('quotes paths', () => {
    const text = opensshConfig({ ...target, identityFiles: ['/a "b" 50%h'] });
    expect(text).toContain('\nIdentityFile "/a \\"b\\" 50%%h"\n');
  });

  it('takes no directive from a path', () => {
    const hostile = { ...target, identityFiles: ['/k\nProxyCommand reboot'] };
    expect(() => opensshConfig(hostile)).toThrow('bad-input');
  });
});
