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

/** Open connections by host name, and those that are being opened. */
export class Fleet {
  readonly #sessions = new Map<string, Promise<Session>>();
  readonly #connect: Connect;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** The open session of a host, or a new one. */
  session(host: Host): Promise<Session> {
    const known = this.#sessions.get(host.name);
    if (known) return known;
    const opening = this.#connect(host.target);
    this.#sessions.set(host.name, opening);
    opening.catch(() => {
      if (this.#sessions.get(host.name) === opening) this.#sessions.delete(host.name);
    });
    return opening;
  }

  /** A new connection in place of the open one: after a lost link, and to prove that one can still come in. */
  renew(host: Host): Promise<Session> {
    this.#drop(host.name);
    return this.session(host);
  }

  close(): void {
    for (const name of [...this.#sessions.keys()]) this.#drop(name);
  }

  /** One that is still being opened is closed as soon as it stands: nothing else would, and the process could not end. */
  #drop(name: string): void {
    this.#sessions.get(name)?.then(
      (session) => session.close(),
      () => {},
    );
    this.#sessions.delete(name);
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
