import { badInput } from '../core/failure.ts';
import type { Target } from '../core/session.ts';

/** What stands behind our own options: the files that ssh reads by itself. */
const usual = 'Include ~/.ssh/config\nInclude /etc/ssh/ssh_config\n';

/**
 * The ssh_config(5) of our own that `ssh -F` reads. The first value wins, so ours stand before `others`: the
 * user's and the system's. A file rather than `-o` flags: ssh hands it on to jump hosts.
 */
export function opensshConfig(target: Target, others = usual): string {
  const seconds = Math.max(1, Math.ceil(target.connectTimeoutMs / 1000));
  const knownHosts = (target.knownHostsFiles ?? []).map((path) => quotePath(path, target.name));
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
    others,
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
