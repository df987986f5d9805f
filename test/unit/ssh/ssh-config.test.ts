import { homedir, userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parseHostConfig } from '../../../src/ssh/ssh-config.ts';

const home = userInfo().homedir || homedir();

// `ssh -G`, OpenSSH 9.2, shortened to what we read.
const output = `host prod
user ops
hostname 192.0.2.11
port 2222
addressfamily inet
hashknownhosts yes
identitiesonly yes
stricthostkeychecking ask
identityagent ~/agent-%r.sock
identityfile ~/.ssh/id_%h
identityfile /keys/50%%
identityfile none
globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2
userknownhostsfile ~/.ssh/known_hosts
hostkeyalias lb01
proxyjump root@bastion:22,inner
revokedhostkeys none
`;

describe('the answer of `ssh -G`', () => {
  it('is read', () => {
    expect(parseHostConfig(output, { name: 'lb01', address: 'prod' })).toEqual({
      hostname: '192.0.2.11',
      port: 2222,
      user: 'ops',
      identityFiles: [`${home}/.ssh/id_192.0.2.11`, '/keys/50%'],
      identitiesOnly: true,
      identityAgent: `${home}/agent-ops.sock`,
      userKnownHostsFiles: [`${home}/.ssh/known_hosts`],
      globalKnownHostsFiles: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
      hostKeyAlias: 'lb01',
      hashKnownHosts: true,
      proxyJump: 'root@bastion:22,inner',
      proxyCommand: null,
      revokedHostKeys: null,
      addressFamily: 4,
      bindAddress: null,
    });
  });

  it('may be short: then the defaults of ssh hold', () => {
    const config = parseHostConfig('hostname lb01\n', { name: 'lb01', address: 'LB01' });
    expect(config).toMatchObject({ port: 22, proxyJump: null, identityAgent: null });
    expect(config.user).toBe(userInfo().username);
    expect(config.userKnownHostsFiles[0]).toBe(`${home}/.ssh/known_hosts`);
  });

  it('keeps "none" apart from silence for the agent', () => {
    const config = parseHostConfig('identityagent none\n', { name: 'lb01', address: 'lb01' });
    expect(config.identityAgent).toBe('none');
  });
});
