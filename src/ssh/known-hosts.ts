import { createHmac } from 'node:crypto';
import type { Place } from '../core/failure.ts';

/** One line of a known_hosts file, sshd(8) "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownHost {
  place: Place;
  marker: 'revoked' | 'cert-authority' | null;
  /** Comma-separated patterns, or one `|1|salt|hash`. */
  hosts: string;
  /** "ssh-ed25519" */
  type: string;
  key: Buffer;
}

/** Lines that are not entries (comments, damage, the old SSH1 format) are passed over, as ssh does. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  const entries: KnownHost[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim().split(/[ \t]+/);
    const marker = words[0]?.startsWith('@') === true ? words.shift()?.slice(1) : null;
    const [hosts, type, base64] = words;
    if (hosts === undefined || hosts.startsWith('#') || type === undefined || base64 === undefined)
      continue;
    if (marker !== null && marker !== 'revoked' && marker !== 'cert-authority') continue;
    const key = Buffer.from(base64, 'base64');
    if (typeOfKey(key) !== type) continue;
    entries.push({ place: { file, line: index + 1, column: 1 }, marker, hosts, type, key });
  }
  return entries;
}

/** A public key in wire format (RFC 4253, 6.6) begins with the name of its type. */
export function typeOfKey(key: Buffer): string | null {
  if (key.length < 4) return null;
  const length = key.readUInt32BE(0);
  return length > 64 || key.length < 4 + length ? null : key.toString('latin1', 4, 4 + length);
}

/** The name under which a host is kept: "[host]:port" unless the port is ssh's own. */
export function knownHostName(hostname: string, port: number): string {
  const name = hostname.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

export function matchesHost(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHashed(hosts, name);
  let matched = false;
  for (const pattern of hosts.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(pattern.slice(1), name)) return false;
    } else if (matchesPattern(pattern, name)) {
      matched = true;
    }
  }
  return matched;
}

/** HMAC-SHA1 of the name under a salt: the file tells nobody which hosts its owner knows. */
export function hashHost(name: string, salt: Buffer): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

function matchesHashed(hosts: string, name: string): boolean {
  const [, version, salt] = hosts.split('|');
  if (version !== '1' || salt === undefined) return false;
  return hashHost(name, Buffer.from(salt, 'base64')) === hosts;
}

/** `*` and `?` as in ssh_config(5) PATTERNS; without a regular expression, which a file could make slow. */
function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = n;
    } else if (pattern[p] === '?' || pattern[p] === name[n]) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
