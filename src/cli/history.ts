import type { TransactionFact } from '../core/facts.ts';
import { exitCodes } from '../core/exit-code.ts';
import { probeAll } from '../engine/fleet.ts';
import { historyTable, type HistoryEntry } from '../ui/history-table.ts';
import { printTable } from '../ui/print-table.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { tellDoubts } from './doubt.ts';
import { limited, loadClusterFor, newFleet } from './load-run.ts';

/** `hadeploy history [CLUSTER]`: what the nodes themselves remember, newest first. */
export async function history(run: CommandRun, given: { cluster?: string }): Promise<CommandEnd> {
  const cluster = await loadClusterFor(run, given.cluster);
  const hosts = limited(cluster, run.options.limit);
  run.hosts = hosts.map(({ name }) => name);
  const fleet = newFleet(run);
  try {
    const nodes = hosts.map((host) => ({ host, steps: [] }));
    const probed = await probeAll(fleet, cluster, nodes, { emit: () => {} });
    tellDoubts(run, probed);
    const entries = joined(
      probed.map(({ host, facts }) => ({ host: host.name, transactions: facts.transactions })),
    );
    await printTable(run, (options) =>
      entries.length === 0
        ? [`${cluster.name}: no transaction yet`]
        : historyTable(entries, options),
    );
    return {
      exitCode: exitCodes.done,
      hosts: Object.fromEntries(run.hosts.map((host) => [host, { outcome: 'ok', changes: 0 }])),
      transactions: entries,
    };
  } finally {
    fleet.close();
  }
}

/** One entry per transaction over all nodes: where their states differ, the pair does not agree. */
export function joined(nodes: { host: string; transactions: TransactionFact[] }[]): HistoryEntry[] {
  const entries = new Map<string, HistoryEntry>();
  for (const { host, transactions } of nodes) {
    for (const { id, startedAt, owner, title, state, why } of transactions) {
      const entry = entries.get(id) ?? { id, startedAt, owner, title, states: {} };
      entry.states[host] = state;
      if (why !== undefined) entry.why = why;
      entries.set(id, entry);
    }
  }
  return [...entries.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}
