import { userInfo } from 'node:os';
import { badInput, Failed, type Place } from '../core/failure.ts';
import type { Target } from '../core/session.ts';
import { hostWords } from './words.ts';

/** Why `ssh` (LogLevel DEBUG1) could not log in, from what it wrote to stderr. */
export function explainOpenssh(log: string, target: Target): Failed {
  const { name: host, address } = target;
  const ours = sinceLastHop(log);
  const words = hostWords(plainLines(ours).join('\n'));
  const [, keyType = '', fingerprint = ''] = lastMatch(ours, /Server host key: (\S+) (\S+)/g);
  const place = offendingPlace(ours);
  if (/REVOKED HOST KEY DETECTED/.test(ours))
    return new Failed({ reason: 'host-key-revoked', host, address, fingerprint, place });
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(ours))
    return new Failed({ reason: 'host-key-changed', host, address, fingerprint, keyType, place });
  if (/Host key verification failed/.test(ours)) {
    const knownHosts = target.knownHostsFiles ?? [];
    return new Failed({
      reason: 'host-key-unknown',
      ...{ host, address, fingerprint, keyType, knownHosts },
    });
  }
  if (/Permission denied \(|Too many authentication failures/.test(ours))
    return new Failed({
      reason: 'authentication-refused',
      host,
      user: loginUser(log, target),
      tried: keysTried(ours),
    });
  if (
    /Bad configuration option|terminating, \d+ bad configuration|Bad owner or permissions/.test(log)
  )
    return badInput({ message: `ssh refuses its configuration for ${host}: ${words}` });
  const detail = words.replaceAll(/^ssh: /gm, '') || 'ssh ended without a word';
  return new Failed({ reason: 'unreachable', host, address, detail });
}

/** The name ssh has logged in with; its own choice where neither target nor configuration names one. */
export function loginUser(log: string, target: Target): string {
  const [, user] = lastMatch(log, /^debug1: Authenticating to \S+ as '(.*)'\r?$/gm);
  return user ?? target.user ?? userInfo().username;
}

/** A jump host's ssh writes to the same stderr, before ours begins to speak to the target. */
function sinceLastHop(log: string): string {
  const at = log.lastIndexOf('debug1: Authenticating to ');
  return at < 0 ? log : log.slice(at);
}

/** What ssh tells a user who has not asked for debugging. */
function plainLines(log: string): string[] {
  return log
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(
      (line) => line !== '' && !/^(debug\d: |OpenSSH_|Warning: Permanently added)/.test(line),
    );
}

function keysTried(log: string): string[] {
  const offered = [
    ...log.matchAll(/Offering public key: (.+?) (?:[A-Z0-9-]+) SHA256:\S+(.*)/g),
  ].map(([, file, rest]) => (rest?.includes('agent') === true ? `${file} (agent)` : `${file}`));
  const unusable = [...log.matchAll(/^Load key "(.+)": (.+)$/gm)].map(
    ([, file, why]) => `${file} (not tried: ${why})`,
  );
  const said = plainLines(log).filter((line) => /Permission denied|Too many auth/.test(line));
  return [...new Set([...offered, ...unusable, ...said])].map(hostWords);
}

function offendingPlace(log: string): Place | null {
  const [, file, line] = lastMatch(log, /Offending \S+ key in (.+):(\d+)/g);
  return file === undefined ? null : { file, line: Number(line), column: 1 };
}

function lastMatch(text: string, pattern: RegExp): (string | undefined)[] {
  return [...text.matchAll(pattern)].at(-1) ?? [];
}
