import { createHash } from 'node:crypto';
import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { ClusterPlan } from './plan.ts';
import { recordOf } from './record.ts';

/** Of one host: a short hash for each fact that a plan rests on, by its name ("file /etc/haproxy/haproxy.cfg"), and one for the changes. */
export interface Fingerprint {
  facts: Record<string, string>;
  changes: string;
}

export function fingerprints(plan: ClusterPlan): Record<string, Fingerprint> {
  return Object.fromEntries(
    plan.hosts.map(({ host, facts, changes }) => [
      host.name,
      { facts: factHashes(facts), changes: hash(changes.map(changeIdentity)) },
    ]),
  );
}

/** What differs, by host, in words; empty when both plans rest on the same facts and do the same. */
export function driftBetween(
  saved: Record<string, Fingerprint>,
  now: Record<string, Fingerprint>,
): { host: string; facts: string[] }[] {
  const hosts = new Set([...Object.keys(saved), ...Object.keys(now)]);
  return [...hosts].flatMap((host) => {
    const facts = differences(saved[host], now[host]);
    return facts.length === 0 ? [] : [{ host, facts }];
  });
}

function differences(saved: Fingerprint | undefined, now: Fingerprint | undefined): string[] {
  if (!saved || !now)
    return [saved ? 'the host is not in the inventory now' : 'the host was not in the saved plan'];
  const names = new Set([...Object.keys(saved.facts), ...Object.keys(now.facts)]);
  const facts = [...names].filter((name) => saved.facts[name] !== now.facts[name]);
  // Same nodes, other changes: the inventory, a template or a secret is not what it was.
  if (facts.length === 0 && saved.changes !== now.changes)
    return ['inventory, playbook or templates have changed'];
  return facts;
}

function factHashes(facts: Facts): Record<string, string> {
  const hashes: Record<string, string> = {
    'distribution and kernel': hash([
      facts.system.distro,
      facts.system.distroVersion,
      facts.system.kernel,
    ]),
  };
  for (const [path, fact] of Object.entries(facts.files)) {
    const { type } = fact;
    hashes[`file ${path}`] =
      fact.type === 'absent'
        ? hash([type])
        : hash([type, fact.mode, fact.owner, fact.group, fact.sha256 ?? '']);
  }
  for (const [unit, fact] of Object.entries(facts.units)) {
    hashes[`unit ${unit}`] = hash([fact.load, fact.active, fact.enabled]);
  }
  for (const [name, fact] of Object.entries(facts.packages))
    hashes[`package ${name}`] = hash([fact.installed]);
  for (const [key, value] of Object.entries(facts.sysctls)) hashes[`sysctl ${key}`] = hash([value]);
  for (const [command, code] of Object.entries(facts.guards))
    hashes[`guard ${command}`] = hash([code]);
  return hashes;
}

function changeIdentity(change: Change): unknown {
  return recordOf(change);
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
