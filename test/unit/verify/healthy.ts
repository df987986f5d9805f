import { readFileSync } from 'node:fs';
import type { Cluster } from '../../../src/core/cluster.ts';
import type { FileFact, Facts } from '../../../src/core/facts.ts';
import type { CheckResult } from '../../../src/core/failure.ts';
import { decodeProbe } from '../../../src/engine/probe-answer.ts';
import { loadCluster } from '../../../src/inventory/load.ts';
import { needsOf, runChecks } from '../../../src/verify/checks.ts';
import { HAPROXY_CFG, KEEPALIVED_CONF, queriesFor } from '../../../src/verify/needs.ts';
import { viewOf, type VerifyView } from '../../../src/verify/view.ts';

export type Node = 'lb01' | 'lb02';

export const cluster: Cluster = await loadCluster({
  projectDir: 'test/lab',
  cluster: 'prod-bj',
  env: process.env,
  connection: {},
});

/** What the lab's healthy pair answered: lb01 holds both VIPs. Fresh copies, to be spoiled by tests. */
export function healthy(): Record<Node, Facts> {
  return { lb01: recorded('lb01'), lb02: recorded('lb02') };
}

function recorded(node: Node): Facts {
  const text = readFileSync(`test/captures/debian-12/verify-${node}.txt`, 'utf8');
  const facts = decodeProbe(
    text,
    queriesFor(needsOf(), cluster, () => ''),
  );
  if (facts === null) throw new Error(`the capture of ${node} is cut off`);
  const at = facts.system.clock * 1000;
  facts.clockReadBetween = { from: at - 20, to: at + 20 };
  return facts;
}

export const services = ['haproxy.service', 'keepalived.service'];

/** The view of a pair of which something was spoiled. */
export function viewAfter(spoil: (pair: Record<Node, Facts>) => void = () => {}): VerifyView {
  const pair = healthy();
  spoil(pair);
  return viewOf(
    cluster,
    cluster.hosts.map((host) => ({
      host,
      facts: pair[host.name.endsWith('1') ? 'lb01' : 'lb02'],
      services,
    })),
  );
}

export function failedAfter(spoil: (pair: Record<Node, Facts>) => void): CheckResult[] {
  return runChecks(viewAfter(spoil)).filter(({ ok }) => !ok);
}

/** Changes what a script printed. */
export function edit(facts: Facts, name: string, from: string | RegExp, to: string): void {
  const output = facts.outputs?.[name];
  if (output === undefined || output.text.search(from) < 0)
    throw new Error(`${name} does not hold ${String(from)}`);
  output.text = output.text.replace(from, to);
}

export function editConfig(
  facts: Facts,
  which: 'keepalived' | 'haproxy',
  from: string | RegExp,
  to: string,
): void {
  const path = which === 'keepalived' ? KEEPALIVED_CONF : HAPROXY_CFG;
  const file = facts.files[path] as Extract<FileFact, { content?: Buffer }>;
  const text = file.content?.toString() ?? '';
  if (text.search(from) < 0) throw new Error(`${path} does not hold ${String(from)}`);
  file.content = Buffer.from(text.replace(from, to));
}
