import type { Failure } from '../core/failure.ts';
import { shellQuote } from '../core/quote.ts';
import { oneLine } from '../core/text.ts';
import type { FailureText } from './failure-text.ts';
import { on } from './known-trouble.ts';

export type AccessReason =
  | 'unreachable'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-key-revoked'
  | 'authentication-refused'
  | 'sudo-refused';

type Of<Reason extends AccessReason> = Failure & { reason: Reason };

/** We did not get in: nothing was changed on that host by this run. */
export function accessText(failure: Of<AccessReason>): FailureText {
  switch (failure.reason) {
    case 'unreachable':
      return {
        title: `${failure.host} (${failure.address}) cannot be reached`,
        body: [oneLine(failure.detail)],
        hint: [
          ...networkAdvice(failure.detail),
          `Try by hand:\nssh ${plainAddress(failure.address)} true`,
        ],
      };
    case 'host-key-unknown':
      return unknownKey(failure);
    case 'host-key-changed':
      return changedKey(failure);
    case 'host-key-revoked':
      return {
        title: `${failure.host} (${failure.address}) shows a host key that was revoked`,
        body: [
          failure.fingerprint,
          ...(failure.place === null
            ? []
            : [`@revoked in ${failure.place.file}:${failure.place.line}`]),
        ],
        hint: [
          'Somebody declared this key stolen or retired. Do not log in until you know why.',
          'If the host is yours: give it new host keys at its console, never by removing the @revoked line.',
        ],
      };
    case 'authentication-refused':
      return {
        title: `${failure.host}: the server does not let ${failure.user} in`,
        body:
          failure.tried.length === 0
            ? ['nothing was tried: no key, no agent']
            : ['tried:', ...failure.tried.map((way) => `  ${oneLine(way)}`)],
        hint: [
          'Keys of the agent: ssh-add -l. Another key or user: --identity FILE, --user NAME.',
          `What the server wants:\nssh -v ${shellQuote(`${failure.user}@${failure.host}`)} true`,
        ],
      };
    case 'sudo-refused':
      return {
        title: `${failure.host}: ${failure.user} may not become root with sudo`,
        body: [oneLine(failure.detail)],
        hint: [
          `What it may do:${on(failure.host, 'sudo -l')}`,
          'Give the password in the inventory (`connection: { sudo_password: !secret NAME }`), or allow it without: NOPASSWD in /etc/sudoers.d/. `adopt`, which has no inventory yet, takes it from HADEPLOY_SECRET_SUDO_PASSWORD.',
        ],
      };
    default:
      return failure satisfies never;
  }
}

function unknownKey(failure: Of<'host-key-unknown'>): FailureText {
  return {
    title: `${failure.host} (${failure.address}): its host key is in no known_hosts file`,
    body: [
      `${failure.keyType} ${failure.fingerprint}`,
      `looked in: ${failure.knownHosts.join(', ') || 'no file'}`,
    ],
    hint: [
      ...(failure.hint === undefined ? [] : [failure.hint]),
      `Compare it at the host's console:\nssh-keygen -lf ${hostKeyFile(failure.keyType)}`,
      `If it is the same, \`ssh ${plainAddress(failure.address)}\` once and answer yes; then run this again.`,
    ],
  };
}

function changedKey(failure: Of<'host-key-changed'>): FailureText {
  const file = failure.place === null ? '' : ` -f ${shellQuote(failure.place.file)}`;
  return {
    title: `WARNING: ${failure.host} (${failure.address}) shows another host key than the one we know`,
    body: [
      `now:  ${failure.keyType} ${failure.fingerprint}`,
      ...(failure.place === null ? [] : [`known: ${failure.place.file}:${failure.place.line}`]),
      'Either the host was reinstalled, or somebody stands between you and it.',
    ],
    hint: [
      `Make sure first, at the host's console:\nssh-keygen -lf ${hostKeyFile(failure.keyType)}`,
      `Only if that shows the fingerprint above:\nssh-keygen -R ${shellQuote(knownHostsName(failure.address))}${file}`,
    ],
  };
}

/** Where sshd keeps that key: ssh-ed25519, ecdsa-sha2-nistp256, ssh-rsa, rsa-sha2-512. */
function hostKeyFile(keyType: string): string {
  const kind = /ed25519|ecdsa|rsa/.exec(keyType)?.[0];
  return `/etc/ssh/ssh_host_${kind ?? '*'}_key.pub`;
}

/** known_hosts(5) writes a port other than 22 as "[host]:port". */
function knownHostsName(address: string): string {
  const { host, port } = splitPort(address);
  return port === '22' ? host : `[${host}]:${port}`;
}

/** As arguments of ssh. */
function plainAddress(address: string): string {
  const { host, port } = splitPort(address);
  return port === '22' ? shellQuote(host) : `-p ${port} ${shellQuote(host)}`;
}

function splitPort(address: string): { host: string; port: string } {
  const match = isBareIpv6(address) ? null : /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(address);
  return { host: match?.[1] ?? address, port: match?.[2] ?? '22' };
}

function isBareIpv6(address: string): boolean {
  return !address.startsWith('[') && address.split(':').length > 2;
}

function networkAdvice(detail: string): string[] {
  if (/ECONNREFUSED|connection refused/i.test(detail)) {
    return ['The host answers, but not on this port: is sshd running, and is the port right?'];
  }
  if (/ENOTFOUND|EAI_AGAIN|getaddrinfo|could not resolve/i.test(detail)) {
    return ['The name is not known: is `address` in the inventory right, is your VPN or DNS up?'];
  }
  if (/EHOSTUNREACH|ENETUNREACH|no route/i.test(detail)) {
    return ['No way there from here: are you on the right network or VPN, is a jump host missing?'];
  }
  if (/ETIMEDOUT|timed? ?out/i.test(detail)) {
    return [
      'No answer at all: the host is down, or a firewall drops the packets, or the VPN is off.',
    ];
  }
  if (/ECONNRESET|closed|kex|handshake/i.test(detail)) {
    return [
      'Something answers and hangs up: sshd at its MaxStartups limit, fail2ban, or not sshd at all.',
    ];
  }
  return [];
}
