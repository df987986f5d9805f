import type { Facts, TransactionState } from '../core/facts.ts';

/** A transaction that has not ended the same way on all of its hosts. */
export interface Doubt {
  transaction: string;
  title: string;
  owner: string;
  states: { host: string; state: TransactionState | 'unknown here' }[];
  /** `split`: one keeps the new state, another the old. `unfinished`: still to be decided, by a run or a watchdog. `stuck`: a revert failed. */
  kind: 'split' | 'unfinished' | 'stuck';
}

const unfinished: TransactionState[] = ['activating', 'active', 'reverting'];
/** Without effect on the node: staged only, or undone. */
const old: TransactionState[] = ['staging', 'staged', 'abandoned', 'reverted'];

/** What the nodes' own records say of each other, newest first. Pure; asked after every probe, of any command. */
export function doubts(facts: Map<string, Facts>): Doubt[] {
  const ids = new Set([...facts.values()].flatMap((node) => node.transactions.map(({ id }) => id)));
  return [...ids]
    .sort()
    .reverse()
    .flatMap((id) => doubtOf(id, facts) ?? []);
}

function doubtOf(id: string, facts: Map<string, Facts>): Doubt | null {
  const known = [...facts.values()]
    .flatMap((node) => node.transactions)
    .find((one) => one.id === id);
  if (known === undefined) return null;
  const states = known.hosts
    .filter((host) => facts.has(host))
    .map((host) => ({
      host,
      state:
        facts.get(host)?.transactions.find((one) => one.id === id)?.state ??
        ('unknown here' as const),
    }));
  const kind = kindOf(states.map(({ state }) => state));
  return kind && { transaction: id, title: known.title, owner: known.owner, states, kind };
}

function kindOf(states: (TransactionState | 'unknown here')[]): Doubt['kind'] | null {
  const any = (wanted: TransactionState[]) =>
    states.some((state) => state !== 'unknown here' && wanted.includes(state));
  if (any(['healed'])) return null;
  if (any(['revert-failed'])) return 'stuck';
  if (any(unfinished)) return 'unfinished';
  return any(['confirmed']) && any(old) ? 'split' : null;
}
