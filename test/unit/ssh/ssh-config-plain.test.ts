import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/ssh/host-config.ts';
import { parseHostConfig } from '../../../src/ssh/ssh-config.ts';
import {
  judgeDirectives,
  parseDirectives,
  readPlainConfig,
} from '../../../src/ssh/ssh-config-plain.ts';

function judge(text: string) {
  return judgeDirectives(parseDirectives(text));
}

describe('a configuration without consequence', () => {
  it('is what Debian ships', () => {
    const debian = `# This is the ssh client system-wide configuration file.
Host *
#   ForwardAgent no
    SendEnv LANG LC_*
    HashKnownHosts yes
    GSSAPIAuthentication yes
`;
    expect(judge(debian)).toEqual({ hashKnownHosts: true });
  });

  it('may be empty', () => {
    expect(judge('\n# nothing\n')).toEqual({ hashKnownHosts: false });
  });

  it('goes by the first value', () => {
    expect(judge('HashKnownHosts=no\nhashknownhosts yes')).toEqual({ hashKnownHosts: false });
  });
});

it.each([
  'Host lb01',
  'Match all',
  'Include /etc/other',
  'Port 2222',
  'User = ops',
  'ProxyJump bastion',
  'HashKnownHosts "yes"',
  'IdentityFile ~/.ssh/other',
  'KnownHostsCommand /bin/x',
])('"%s" is for ssh itself to read', (text) => {
  expect(judge(text)).toBeNull();
});

it('here and now says the same as `ssh -G`, if it says anything', async () => {
  const plain = await readPlainConfig();
  const query = { name: 'lb01', address: 'LB01.example.org', port: 2222, user: 'ops' };
  if (plain === null || !hasSsh()) return;
  const args = ['-G', '-T', '-p', '2222', '-l', 'ops', '--', query.address];
  const asked = parseHostConfig(execFileSync('ssh', args).toString(), query);
  const ours = { ...defaultConfig(query), ...plain };
  const usable = asked.identityFiles.filter((path) => !/_sk$|_dsa$|_xmss$/.test(path));
  expect({ ...asked, identityFiles: usable }).toEqual(ours);
});

function hasSsh(): boolean {
  try {
    execFileSync('ssh', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
