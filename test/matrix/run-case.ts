import { setTimeout as pause } from 'node:timers/promises';
import { startClients, type Lost } from './clients.ts';
import type { Field, Known } from './field.ts';
import {
  debris,
  glance,
  holders,
  lookAtBoth,
  openStates,
  type Glance,
  type PairState,
} from './look.ts';
import { hostOf, peerOf, type Case } from './matrix.ts';
import { hosts, labCommand, type HostName, type Pair } from './pair.ts';
import { applyWords, confirmSeconds, lastWords, rigRun, type RigRun } from './rig-run.ts';

export interface Verdict {
  one: Case;
  pair: string;
  kind: Pair['kind'];
  end: 'old' | 'new' | 'healed' | 'FAILED' | 'not reached';
  exitCode: number | null;
  seconds: number;
  requests: number;
  /** Requests that a power-cut holder may lose, and how long after the cut the last of them was begun. */
  excused: number;
  outageMs: number;
  problems: string[];
}

/** From the start of the run: a short way into most of them. */
const BACK_AFTER_MS = 6_000;

/** After the watchdog's time: a boot, an election, a busy machine. */
const MARGIN_MS = { container: 20_000, uml: 60_000 };

/** Between two looks at the nodes, each a login: few enough for a node with a kernel of its own to do its work meanwhile. */
const LOOK_MS = { container: 1_500, uml: 4_000 };

/** VRRPv2 (RFC 3768): 3 × the advertisement interval of 1 s + the skew of the backup, priority 90. */
export const failoverBoundMs = 3 * 1000 + ((256 - 90) / 256) * 1000;
/** What the bound does not know: timers and processes of a busy machine, gratuitous ARP, our own clock. */
export const busyMs = 700;

export async function runCase(field: Field, one: Case): Promise<Verdict> {
  const started = Date.now();
  const { pair } = field;
  const old = await field.ensure(
    one.scenario === 'first' ? 'bare' : 'deployed',
    one.scenario === 'gate',
  );
  // Its boots are slow: of the case before, a check may fail until haproxy is there, and the VIPs move once more.
  if (pair.kind === 'uml' && old !== 'bare') await atRest(field);
  const holder = old === 'bare' ? null : await holderOf(field);
  const clients = old === 'bare' ? null : startClients(pair.vips);
  const version =
    one.scenario === 'invalid'
      ? 'invalid'
      : one.scenario === 'gate'
        ? 'blocked'
        : old === 'x'
          ? 'y'
          : 'x';
  const possible = version === 'x' || version === 'y' ? version : null;
  const words = applyWords(confirmSeconds(one.scenario, pair.kind));
  const running = rigRun(field.rig, { pair, version, words, one });
  const ran = await undoneInTime(field, one, running);
  const trial = new Trial(field, one, { old, possible });
  const problems = await trial.settle();
  problems.push(...exitProblems(ran, trial.end, one));
  const { requests, lost } = (await clients?.stop()) ?? { requests: 0, lost: [] };
  const judged = judgeLost(lost, one, holder, ran);
  problems.push(...judged.problems);
  const reached = ran.struckAt !== null;
  if (problems.length > 0) {
    field.now = null;
    problems.push(`said: ${lastWords(ran)}`);
  }
  return {
    one,
    pair: pair.name,
    kind: pair.kind,
    end:
      problems.length > 0
        ? 'FAILED'
        : !reached
          ? 'not reached'
          : trial.healed
            ? 'healed'
            : (trial.end ?? 'FAILED'),
    exitCode: ran.code,
    seconds: (Date.now() - started) / 1000,
    requests,
    excused: judged.excused,
    outageMs: judged.outageMs,
    problems,
  };
}

/** Who holds both VIPs, once the node with the higher priority has taken them back. */
async function holderOf(field: Field): Promise<HostName | null> {
  const [first] = hosts;
  const deadline = Date.now() + 20_000;
  for (;;) {
    const [one, other] = await field.glances();
    const { vips } = field.pair;
    const settled = vips.every(
      (vip) => one?.addresses.includes(vip) && !other?.addresses.includes(vip),
    );
    if (settled) return first;
    if (Date.now() > deadline) throw new Error(`${first} does not take the VIPs back`);
    await pause(300);
  }
}

/** Until no VIP has moved for longer than an election takes: a node that is back takes them back a little later. */
async function atRest(field: Field): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (let last = '', since = Date.now(); Date.now() < deadline;) {
    const seen = JSON.stringify((await field.glances()).map(({ addresses }) => addresses));
    if (seen !== last) since = Date.now();
    if (Date.now() - since > failoverBoundMs + busyMs) return;
    last = seen;
    await pause(1_500);
  }
}

/**
 * Every other fault is over while the run still goes on, or would: a link that comes back, a node that has
 * booted. The others are over when the run has ended.
 */
async function undoneInTime(field: Field, one: Case, running: Promise<RigRun>): Promise<RigRun> {
  const early = new AbortController();
  if (one.number % 2 === 1 && /^(cut|cut-all|power|peer)$/.test(one.fault)) {
    void pause(BACK_AFTER_MS, null, { signal: early.signal }).then(
      () => undoFault(field, one).catch(() => {}),
      () => {},
    );
  }
  const ran = await running;
  early.abort();
  await undoFault(field, one);
  return ran;
}

async function undoFault(field: Field, { fault, boundary }: Case): Promise<void> {
  const { nodes } = field.pair;
  if (fault === 'cut' || fault === 'cut-all')
    await labCommand('heal', ...hosts.map((host) => nodes[host]));
  if (fault === 'power') await labCommand('power-on', nodes[hostOf(boundary)]);
  if (fault === 'peer') await labCommand('power-on', nodes[peerOf(hostOf(boundary))]);
}

/** What became of the pair after a case: waits until it is decided, then compares. */
class Trial {
  end: 'old' | 'new' | null = null;
  healed = false;
  readonly #field: Field;
  readonly #old: Known;
  readonly #possible: 'x' | 'y' | null;

  readonly #watchdogSeconds: number;
  readonly #deployed: boolean;
  readonly #marginMs: number;

  constructor(field: Field, { scenario }: Case, ends: { old: Known; possible: 'x' | 'y' | null }) {
    this.#field = field;
    this.#old = ends.old;
    this.#possible = ends.possible;
    this.#watchdogSeconds = confirmSeconds(scenario, field.pair.kind);
    this.#deployed = scenario !== 'first';
    this.#marginMs = MARGIN_MS[field.pair.kind];
  }

  async settle(): Promise<string[]> {
    const first = !this.#deployed;
    const deadline = Date.now() + this.#watchdogSeconds * 1000 + this.#marginMs;
    const seen = await this.#untilDecided(deadline, first);
    if (typeof seen === 'string') return [seen];
    const split = this.#splitIn(seen);
    if (split !== null) return this.#heal(split, deadline);
    return this.#compare(deadline);
  }

  /** Polls until no transaction is under way, every node is up and holds no unit of ours; or says why not. */
  async #untilDecided(deadline: number, first: boolean): Promise<Glance[] | string> {
    const { pair } = this.#field;
    for (;;) {
      const seen = await Promise.all(hosts.map((host) => glance(pair, host).catch(() => null)));
      const open = seen.flatMap((one, index) =>
        openIn(one).map((what) => `${hosts[index]}: ${what}`),
      );
      const all = seen.filter((one) => one !== null);
      if (
        !first &&
        !pair.vips.every((vip) => all.filter((one) => one.addresses.includes(vip)).length === 1)
      )
        open.push('no single holder');
      if (open.length === 0 && all.length === hosts.length) return all;
      if (Date.now() > deadline) return `not decided in time: ${open.join('; ')}`;
      await pause(LOOK_MS[pair.kind]);
    }
  }

  /** The transaction that one node keeps and another does not. */
  #splitIn(seen: Glance[]): string | null {
    const [a, b] = seen;
    const ids = new Set(seen.flatMap((one) => [...one.transactions.keys()]));
    for (const id of ids) {
      const states = [a?.transactions.get(id), b?.transactions.get(id)];
      if (states.includes('healed')) continue;
      if (
        states.includes('confirmed') &&
        states.some((state) => state !== undefined && state !== 'confirmed')
      )
        return id;
    }
    return null;
  }

  async #compare(deadline: number): Promise<string[]> {
    for (;;) {
      const states = await lookAtBoth(this.#field.pair);
      const problems = this.#problemsIn(states);
      if (problems.length === 0 || Date.now() > deadline) return problems;
      await pause(1_000);
    }
  }

  #problemsIn(states: PairState): string[] {
    const field = this.#field;
    const fromOld = field.unlike(this.#old, states);
    const fromNew = this.#possible === null ? null : field.unlike(this.#possible, states);
    const problems: string[] = [];
    this.end = null;
    if (fromOld.length === 0) this.end = 'old';
    else if (fromNew?.length === 0) this.end = 'new';
    else if (fromNew === null || fromOld.length <= fromNew.length)
      problems.push(...fromOld.map((line) => `not old: ${line}`));
    else problems.push(...fromNew.map((line) => `not new: ${line}`));
    if (this.end === 'old') field.now = this.#old;
    // Packages stay; the next first deploy must find none.
    const installed = hosts.some((host) => states[host].has('shipped haproxy.cfg'));
    if (field.now === 'bare' && installed) field.now = null;
    if (this.end === 'new') field.now = this.#possible;
    const deployed = this.#old !== 'bare' || this.end === 'new';
    for (const [index, held] of holders(field.pair, states).entries())
      if (held.length !== (deployed ? 1 : 0))
        problems.push(`VIP ${index + 1} has ${held.length} holders`);
    for (const host of hosts) {
      problems.push(...debris(states[host]).map((what) => `${field.pair.nodes[host]} ${what}`));
      const lease = Number(states[host].get('lease') ?? 0);
      if (lease > this.#watchdogSeconds + 60)
        problems.push(`${field.pair.nodes[host]}: a lease of ${lease} s`);
    }
    return problems;
  }

  /** One node has confirmed, the other not: the next command must say so, and resume must end it. */
  async #heal(id: string, deadline: number): Promise<string[]> {
    const { rig, pair } = this.#field;
    const version = this.#possible ?? 'x';
    const problems: string[] = [];
    // A VIP that moves while resume plans is a reason for it to refuse.
    await atRest(this.#field);
    for (const command of ['plan', 'status']) {
      const told = await rigRun(rig, { pair, version, words: [command, 'prod-bj'] });
      const warned = told.events.some(
        (event) =>
          event.event === 'note' &&
          event.message.includes(id) &&
          event.message.includes('hadeploy resume prod-bj'),
      );
      if (!warned) problems.push(`${command} does not tell of the split transaction ${id}`);
    }
    const resumed = await rigRun(rig, { pair, version, words: applyWords(undefined, 'resume') });
    if (resumed.code !== 0)
      problems.push(`resume: exit code ${resumed.code}: ${lastWords(resumed)}`);
    this.healed = true;
    const decided = await this.#untilDecided(deadline + this.#marginMs, false);
    if (typeof decided === 'string') problems.push(decided);
    problems.push(...(await this.#compare(deadline + this.#marginMs)));
    const again = await rigRun(rig, { pair, version, words: ['plan', 'prod-bj'] });
    if (again.events.some((event) => event.event === 'note' && event.message.includes(id)))
      problems.push(`plan still tells of ${id} after resume`);
    return problems;
  }
}

function openIn(seen: Glance | null): string[] {
  if (seen === null) return ['is down'];
  const open = [...seen.transactions].filter(([, state]) => openStates.includes(state));
  if (open.length > 0) return open.map(([id, state]) => `${id} is ${state}`);
  return [...seen.units.map((unit) => `unit ${unit}`), ...(seen.up ? [] : ['is still starting'])];
}

function exitProblems(ran: RigRun, end: Trial['end'], { fault, scenario }: Case): string[] {
  const { code, hung } = ran;
  const problems: string[] = [];
  if (hung) problems.push('the run did not end by itself');
  if (code === null)
    return fault === 'kill' || hung ? problems : [...problems, 'the run was killed'];
  if (code === 0 && end !== 'new') problems.push('exit code 0, but the pair is old');
  if (code === 0 && (scenario === 'invalid' || scenario === 'gate')) problems.push('exit code 0');
  if ((code === 1 || code === 69) && end === 'new')
    problems.push(`exit code ${code}, but the pair is new`);
  if (![0, 1, 4, 69].includes(code)) problems.push(`exit code ${code}`);
  if (code === 4 && ran.struckAt === null) problems.push('exit code 4 without a fault');
  return problems;
}

/** When the node with the higher priority is back, connections that stand at that instant do not move with the VIP. */
const FAILBACK = { requests: 10, spanMs: 500 };

/**
 * Requests may fail only where the holder lost its power: until its peer must have taken over, and the few
 * that are under way when it takes the VIPs back.
 */
function judgeLost(
  lost: Lost[],
  one: Case,
  holder: HostName | null,
  ran: RigRun,
): { problems: string[]; excused: number; outageMs: number } {
  const host = hostOf(one.boundary);
  const victim = one.fault === 'power' ? host : one.fault === 'peer' ? peerOf(host) : null;
  const struck = victim !== null && victim === holder ? ran.struckAt : null;
  const [from, cutAt] = struck ?? [Infinity, 0];
  const until = cutAt + failoverBoundMs + busyMs;
  // A request under way at the cut was begun a little earlier.
  const failover = lost.filter(({ at }) => at >= from - 100 && at <= until);
  const later = lost.filter(({ at }) => struck !== null && at > until).map(({ at }) => at);
  const isFailback =
    later.length <= FAILBACK.requests && Math.max(...later) - Math.min(...later) <= FAILBACK.spanMs;
  const excused = lost.filter(
    (answer) => failover.includes(answer) || (isFailback && later.includes(answer.at)),
  );
  const others = lost.filter((answer) => !excused.includes(answer));
  return {
    problems: problemsOf(others, ran.struckAt?.[0] ?? null),
    excused: excused.length,
    outageMs: failover.length === 0 ? 0 : Math.max(...failover.map(({ at }) => at)) - cutAt,
  };
}

function problemsOf(lost: Lost[], struckAt: number | null): string[] {
  return [...new Set(lost.map(({ vip, why }) => `${vip}: ${why}`))].map((what) => {
    const times = lost.filter(({ vip, why }) => `${vip}: ${why}` === what).map(({ at }) => at);
    const [first, last] = [Math.min(...times), Math.max(...times)].map(
      (at) => at - (struckAt ?? at),
    );
    const when = struckAt === null ? '' : ` from ${first} to ${last} ms after the fault`;
    return `${times.length} requests failed${when}: ${what}`;
  });
}
