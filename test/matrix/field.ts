import { differences, debris, holders, lookAtBoth, type PairState, glance } from './look.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { blocker, hosts, labCommand, onBoth, onNode, type Pair } from './pair.ts';
import { applyWords, lastWords, rigRun, type Rig, type RigRun } from './rig-run.ts';

/** Leases of dead runs, and how often the daemons were started. */
const forget =
  'rm -f /var/lib/hadeploy/prod-bj/lease; systemctl reset-failed haproxy.service keepalived.service 2>/dev/null; true\n';

export type Known = 'bare' | 'x' | 'y';

/** A pair with what is known of it: its state now, and what each state looks like. */
export class Field {
  readonly pair: Pair;
  readonly rig: Rig;
  readonly states = new Map<Known, PairState>();
  /** null: after a failure anything can be. */
  now: Known | null = null;
  #blocked = false;

  constructor(pair: Pair, rig: Rig) {
    this.pair = pair;
    this.rig = rig;
  }

  /** From bare hosts to the three states, each looked at; the boundaries of the two runs. */
  async explore(): Promise<{ first: RigRun; change: RigRun }> {
    await this.#reset();
    this.states.set('bare', await lookAtBoth(this.pair));
    const first = await this.#deploy('x');
    const change = await this.#deploy('y');
    return { first, change };
  }

  /** What x and y look like here, from whatever an earlier run has left; bare looks the same on every pair of its kind. */
  async exploreLike(leader: Field): Promise<void> {
    if (leader.pair.kind !== this.pair.kind) {
      await this.explore();
      return;
    }
    const bare = leader.states.get('bare');
    if (bare) this.states.set('bare', bare);
    try {
      await this.#tidy();
      await this.#deploy('x');
      await this.#deploy('y');
    } catch {
      this.states.delete('x');
      await this.#reset();
      await this.#deploy('x');
      await this.#deploy('y');
    }
  }

  async #tidy(): Promise<void> {
    const nodes = hosts.map((host) => this.pair.nodes[host]);
    await labCommand('heal', ...nodes);
    await labCommand('power-on', ...nodes);
    await onBoth(this.pair, `${blocker.remove}${forget}`);
    this.#blocked = false;
  }

  /** Brings the pair to this state, if it is not there; forgets the leases of dead runs. */
  async ensure(wanted: 'bare' | 'deployed', blocked: boolean): Promise<Known> {
    if (wanted === 'bare') {
      if (this.now !== 'bare') await this.#reset();
    } else if (this.now === null || this.now === 'bare') {
      if (this.now === null) await this.#reset();
      await this.#deploy('x');
    }
    await this.#block(blocked);
    await onBoth(this.pair, forget);
    if (this.now === null) throw new Error('the pair is in no known state');
    return this.now;
  }

  async #reset(): Promise<void> {
    const nodes = hosts.map((host) => this.pair.nodes[host]);
    await labCommand('heal', ...nodes);
    await labCommand('reset', ...nodes);
    this.now = 'bare';
    this.#blocked = false;
  }

  async #deploy(version: 'x' | 'y'): Promise<RigRun> {
    const ran = await rigRun(this.rig, { pair: this.pair, version, words: applyWords() });
    if (ran.code !== 0)
      throw new Error(`apply without a fault: exit code ${ran.code}: ${lastWords(ran)}`);
    // keepalived must be old enough to be asked what it runs with.
    await pause(3_300);
    if (!this.states.has(version)) {
      const states = await lookAtBoth(this.pair);
      const wrong = [
        ...hosts.flatMap((host) => debris(states[host])),
        ...(holders(this.pair, states).every((one) => one.length === 1) ? [] : ['holders']),
      ];
      if (wrong.length > 0) throw new Error(`after an apply without a fault: ${wrong.join(', ')}`);
      this.states.set(version, states);
    }
    this.now = version;
    return ran;
  }

  async #block(wanted: boolean): Promise<void> {
    if (this.#blocked === wanted) return;
    await onNode(this.pair, blocker.host, wanted ? blocker.place : blocker.remove);
    this.#blocked = wanted;
  }

  /** What is not as in that state, on both nodes. */
  unlike(known: Known, states: PairState): string[] {
    const expected = this.states.get(known);
    if (!expected) return [`no state ${known} is known`];
    return hosts.flatMap((host) =>
      differences(this.pair, known === 'bare', [expected[host], states[host]]).map(
        (line) => `${this.pair.nodes[host]} ${line}`,
      ),
    );
  }

  /** Whether a power cut takes what was not synced: only such a one shows that a transaction syncs what it must. */
  async losesUnsynced(): Promise<boolean> {
    const [host] = hosts;
    const node = this.pair.nodes[host];
    await onNode(
      this.pair,
      host,
      'cd /root; echo kept >matrix-kept; sync matrix-kept; echo lost >matrix-lost',
    );
    await labCommand('power-off', node);
    await labCommand('power-on', node);
    const left = await onNode(this.pair, host, 'cd /root; cat matrix-*; rm -f matrix-*');
    if (!left.includes('kept')) throw new Error(`${node} has lost a file that was synced`);
    this.now = null;
    return !left.includes('lost');
  }

  isThere(): Promise<boolean> {
    return onBoth(this.pair, 'true').then(
      () => true,
      () => false,
    );
  }

  glances(): Promise<Awaited<ReturnType<typeof glance>>[]> {
    return Promise.all(hosts.map((host) => glance(this.pair, host)));
  }
}
