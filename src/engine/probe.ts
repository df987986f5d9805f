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
  const clock = asked.some(({ query }) => query === 'clock') ? readClock() : null;
  const answer = await session.run({
    what: 'probe',
    script: probeScript(cluster.name, asked),
    root: true,
    timeoutMs: PROBE_LIMIT_MS,
    ...(clock ? { onLine: clock.hear } : {}),
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
  if (clock) facts.clockReadBetween = clock.between();
  return facts;
}

/** The probe's first record holds the node's clock: it was read between our asking and our hearing of it. */
function readClock() {
  const from = Date.now();
  let to: number | null = null;
  return {
    hear: (): void => {
      to ??= Date.now();
    },
    between: () => ({ from, to: to ?? Date.now() }),
  };
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
  const outputs: string[] = [];
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
      case 'output':
        outputs.push(
          `probe_output ${[query.name, query.script, ...query.args].map(shellQuote).join(' ')}`,
        );
        break;
      case 'clock':
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
    ...(outputs.length === 0 ? [] : [atOnce(outputs)]),
    "printf 'end\\n'",
    '',
  ].join('\n');
}

/** A pipeline, whose parts the shell runs at the same time; each prints its own record whole, then what came before. */
function atOnce(calls: string[]): string {
  return calls.map((call, index) => (index === 0 ? call : `{ ${call}; cat; }`)).join(' |\n');
}
