import { createHash } from 'node:crypto';
import type { Place } from '../core/failure.ts';
import { type KnownHost, knownHostName, matchesHost, typeOfKey } from './known-hosts.ts';

/** Where a host's key is looked up; an alias stands for name and port alike (ssh_config HostKeyAlias). */
export interface HostName {
  hostname: string;
  port: number;
  alias: string | null;
}

export type Verdict =
  | { verdict: 'known' }
  | { verdict: 'unknown'; certified: Place | null }
  | { verdict: 'changed'; place: Place }
  | { verdict: 'revoked'; place: Place };

/**
 * What known_hosts says of a key that a host has shown. Stricter than ssh in one point: a host that is
 * known by keys of other types only is `changed`, not `unknown`. We offer the known types first, so an
 * honest host answers with one of them; `accept-new` must not be a way around that.
 */
export function judgeHostKey(entries: KnownHost[], host: HostName, key: Buffer): Verdict {
  const about = entries.filter((entry) =>
    lookupNames(host).some((n) => matchesHost(entry.hosts, n)),
  );
  const revoked = about.find((entry) => entry.marker === 'revoked' && entry.key.equals(key));
  if (revoked !== undefined) return { verdict: 'revoked', place: revoked.place };
  const named = about.filter((entry) => entry.marker === null);
  if (named.some((entry) => entry.key.equals(key))) return { verdict: 'known' };
  const exact = named.filter((entry) => matchesHost(entry.hosts, primaryName(host)));
  const offending = exact.find((entry) => entry.type === typeOfKey(key)) ?? exact[0];
  if (offending !== undefined) return { verdict: 'changed', place: offending.place };
  const authority = about.find((entry) => entry.marker === 'cert-authority');
  return { verdict: 'unknown', certified: authority?.place ?? null };
}

/** The name a new key is recorded under. */
export function primaryName(host: HostName): string {
  return host.alias?.toLowerCase() ?? knownHostName(host.hostname, host.port);
}

/** As ssh: on another port, a key known for the plain name is good too, but never makes it "changed". */
function lookupNames(host: HostName): string[] {
  return [...new Set([primaryName(host), (host.alias ?? host.hostname).toLowerCase()])];
}

/** Types of key by which the host is known, in the order of the files. */
export function knownKeyTypes(entries: KnownHost[], host: HostName): string[] {
  const types = entries
    .filter((entry) => entry.marker === null)
    .filter((entry) => lookupNames(host).some((name) => matchesHost(entry.hosts, name)))
    .map((entry) => entry.type);
  return [...new Set(types)];
}

/** "SHA256:…" as ssh-keygen -l prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
