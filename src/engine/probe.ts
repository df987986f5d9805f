import type { Cluster } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import { Failed } from '../core/failure.ts';
import type { Query } from '../core/query.ts';
import { shellQuote } from '../core/quote.ts';
import type { Session } from '../core/session.ts';
import { sanitize } from '../core/text.ts';
import { decodeProbe } from './probe-answer.ts';
import { remoteScript } from './remote-script.ts';

const PROBE_LIMIT_MS = 60_000;

/** One connection, one exec: everything that these queries ask about one node. */
export async function probe(session: Session, cluster: Cluster, queries: Query[]): Promise<Facts> {
  const asked = withoutDoubles(queries);
  const answer = await session.run({
    what: 'probe',
    script: probeScript(cluster.name, asked),
    root: true,
    timeoutMs: PROBE_LIMIT_MS,
  });
  const facts = decodeProbe(answer.stdout, asked);
  if (answer.code !== 0 || facts === null) {
    throw new Failed({
      reason: 'node-unfit',
      host: session.host,
      detail: `the probe ended with exit code ${answer.code}: ${sanitize(answer.stderr).trim() || 'it printed nothing'}`,
      hint: 'hadeploy needs a POSIX sh, coreutils, iproute2 and systemd on the node',
    });
  }
  return facts;
}

export function withoutDoubles(queries: Query[]): Query[] {
  const seen = new Map<string, Query>();
  for (const query of queries) {
    const key = JSON.stringify(query.query === 'file' ? ['file', query.path] : query);
    const known = seen.get(key);
    // Of two questions about one file, the one that wants its content asks for more.
    if (known?.query === 'file' && known.unlessSha256 !== undefined) continue;
    seen.set(key, query);
  }
  return [...seen.values()];
}

/** Exported for tests: the text that goes to the node. */
export function probeScript(clusterName: string, queries: Query[]): string {
  const words: Record<string, string[]> = { files: [], units: [], packages: [], sysctls: [] };
  const tail: string[] = [];
  for (const query of queries) {
    switch (query.query) {
      case 'file':
        words.files?.push(query.path, query.unlessSha256 ?? '');
        break;
      case 'unit':
        words.units?.push(query.unit);
        break;
      case 'package':
        words.packages?.push(query.name);
        break;
      case 'sysctl':
        words.sysctls?.push(query.key.includes('/') ? query.key : query.key.replaceAll('.', '/'));
        break;
      case 'guard':
        tail.push(`probe_guard ${tail.length} ${shellQuote(query.command)}`);
        break;
      case 'drift':
        tail.push(`probe_drift ${shellQuote(clusterName)}`);
        break;
      case 'daemons':
        tail.push(`probe_daemons ${shellQuote(query.haproxySocket)}`);
        break;
    }
  }
  const calls = Object.entries(words)
    .filter(([, list]) => list.length > 0)
    .map(([name, list]) => `probe_${name} ${list.map(shellQuote).join(' ')}`);
  return [
    remoteScript('probe.sh'),
    'probe_system',
    'probe_addresses',
    `probe_transactions ${shellQuote(clusterName)}`,
    ...calls,
    ...tail,
    "printf 'end\\n'",
    '',
  ].join('\n');
}
