import type { Cluster, Host } from '../core/cluster.ts';
import type { Emit } from '../core/event.ts';
import { Failed } from '../core/failure.ts';
import type { Query } from '../core/query.ts';
import type { Connect, Session } from '../core/session.ts';
import type { BoundStep } from '../core/step.ts';
import type { Probed } from './plan.ts';
import { probe } from './probe.ts';

/** A host with what is to be done there. */
export interface Node {
  host: Host;
  steps: BoundStep[];
}

/** Open connections by host name. */
export class Fleet {
  readonly #sessions = new Map<string, Session>();
  readonly #connect: Connect;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** The open session of a host, or a new one. */
  async session(host: Host): Promise<Session> {
    const open = this.#sessions.get(host.name);
    if (open) return open;
    const session = await this.#connect(host.target);
    this.#sessions.set(host.name, session);
    return session;
  }

  /** A new connection in place of the open one: after a lost link, and to prove that one can still come in. */
  async renew(host: Host): Promise<Session> {
    this.#sessions.get(host.name)?.close();
    this.#sessions.delete(host.name);
    return this.session(host);
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
  }
}

/** Connects to all hosts and probes them, all at once. Every failure is told; the first is thrown. */
export async function probeAll(
  fleet: Fleet,
  cluster: Cluster,
  nodes: Node[],
  options: { emit: Emit; queries?: Query[] },
): Promise<Probed[]> {
  const { emit, queries = [] } = options;
  return onAll(nodes, emit, async ({ host, steps }) => {
    emit({ event: 'host', phase: 'probe', host: host.name, state: 'started' });
    const session = await fleet.session(host);
    const facts = await probe(session, cluster, [
      ...queries,
      ...steps.flatMap((step) => step.needs),
    ]);
    emit({ event: 'host', phase: 'probe', host: host.name, state: 'done' });
    return { host, steps, facts };
  });
}

/** Runs on all at once and waits for all; then throws the first failure, having told of the others. */
export async function onAll<Item, Answer>(
  items: Item[],
  emit: Emit,
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const settled = await Promise.allSettled(items.map(work));
  const answers: Answer[] = [];
  const errors: unknown[] = [];
  for (const one of settled) {
    if (one.status === 'fulfilled') answers.push(one.value);
    else errors.push(one.reason);
  }
  for (const error of errors.slice(1)) {
    if (!(error instanceof Failed)) throw error;
    emit({ event: 'failure', failure: error.failure });
  }
  if (errors.length > 0) throw errors[0];
  return answers;
}
