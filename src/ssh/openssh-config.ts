import { badInput } from '../core/failure.ts';
import type { Target } from '../core/session.ts';
import type { SshEnvironment } from './environment.ts';

/**
 * The ssh_config(5) of our own that `ssh -F` reads. The first value wins, so ours stand before the user's
 * and the system's files, which it includes. A file rather than `-o` flags: ssh hands it on to jump hosts.
 */
export function opensshConfig(target: Target, environment: SshEnvironment): string {
  const seconds = Math.max(1, Math.ceil(target.connectTimeoutMs / 1000));
  const knownHosts = (target.knownHostsFiles ?? []).map((path) => quotePath(path, target.name));
  const included =
    environment.configFile === undefined
      ? ['~/.ssh/config', '/etc/ssh/ssh_config']
      : [quotePath(environment.configFile, target.name)];
  return [
    // Older clients do not know these.
    'IgnoreUnknown SessionType,ForkAfterAuthentication,StdinNull,ObscureKeystrokeTiming',
    'Host *',
    'BatchMode yes',
    `StrictHostKeyChecking ${target.hostKeys === 'strict' ? 'yes' : 'accept-new'}`,
    ...(knownHosts.length === 0 ? [] : [`UserKnownHostsFile ${knownHosts.join(' ')}`]),
    ...(target.identityFiles ?? []).map((path) => `IdentityFile ${quotePath(path, target.name)}`),
    'UpdateHostKeys no',
    `ConnectTimeout ${seconds}`,
    'ServerAliveInterval 5',
    'ServerAliveCountMax 3',
    // Where ssh tells what it met: the host's key, the keys it offered, the login name.
    'LogLevel DEBUG1',
    ...['ClearAllForwardings yes', 'ForwardAgent no', 'ForwardX11 no', 'PermitLocalCommand no'],
    ...['RemoteCommand none', 'RequestTTY no', 'ControlPersist no', 'EscapeChar none'],
    ...['SessionType default', 'ForkAfterAuthentication no', 'StdinNull no'],
    ...included.map((path) => `Include ${path}`),
    '',
  ].join('\n');
}

/** A path as one argument: no line break can add a directive, no `%` is a token. */
function quotePath(path: string, host: string): string {
  if (/[\u0000-\u001f\u007f]/.test(path))
    throw badInput({
      message: `${host}: a path holds a control character: ${JSON.stringify(path)}`,
    });
  return `"${path.replaceAll('%', '%%').replaceAll(/["\\]/g, '\\$&')}"`;
}
