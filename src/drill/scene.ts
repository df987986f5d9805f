import type { DrillReport, OutageBound } from '../core/drill.ts';
import { withDrift, type ClockOffset } from './clock.ts';
import { DrillNode } from './drill-node.ts';
import type { DrillField } from './field.ts';
import { faults } from './faults.ts';
import type { Span } from './holders.ts';
import { holderAt, holdersOf, type Recording } from './measure.ts';
import type { NodeEvent } from './node-events.ts';
import { startProber, type Prober } from './prober.ts';
import type { Planned } from './schedule.ts';

/** One drill while it runs: what was seen so far. Times in milliseconds after its start, by the controller's clock. */
export class Scene {
  readonly field: DrillField;
  readonly planned: Planned;
  readonly startedAt = Date.now();
  readonly nodes: DrillNode[];
  fault: DrillReport['fault'] = null;
  /** Of each node, one for each of its boots: a boot may set the clock anew. */
  readonly #clocks = new Map<string, ClockOffset[]>();
  readonly #probers = new Map<string, Prober>();
  #probedUntil: number | null = null;
  readonly #zero = performance.now();

  constructor(field: DrillField, planned: Planned) {
    this.field = field;
    this.planned = planned;
    const holders = field.nodes.map(({ name }) => name);
    this.nodes = [...new Set([...holders, planned.host])].map(
      (name) => new DrillNode(field.link(name), field.run),
    );
  }

  now = (): number => performance.now() - this.#zero;

  get victim(): DrillNode {
    const victim = this.nodes.find(({ name }) => name === this.planned.host);
    if (victim === undefined) throw new Error(`no node ${this.planned.host}`);
    return victim;
  }

  get others(): DrillNode[] {
    return this.nodes.filter((node) => node !== this.victim);
  }

  /** Those that may hold a VIP: a server behind them has it on lo, and holds it not. */
  get #pair(): DrillNode[] {
    return this.nodes.filter(({ name }) => this.field.nodes.some((one) => one.name === name));
  }

  async compareClocks(nodes: DrillNode[] = this.nodes): Promise<void> {
    await Promise.all(
      nodes.map(async (node) => {
        const now = await node.clock(this.now);
        const known = this.#clocks.get(node.name) ?? [];
        const before = known[node.boots - 1];
        known[node.boots - 1] = before === undefined ? now : withDrift(before, now);
        this.#clocks.set(node.name, known);
      }),
    );
  }

  /** The largest of each node's boots. */
  clockErrors(): Record<string, number> {
    return Object.fromEntries(
      [...this.#clocks].map(([host, clocks]) => {
        const largest = Math.max(...clocks.map(({ errorMs }) => errorMs));
        return [host, Math.round(largest * 10) / 10];
      }),
    );
  }

  /** What a node has told, in our time. */
  eventsOf(node: DrillNode): NodeEvent[] {
    return node.events().flatMap((events, boot) => {
      const offset = this.#offset(node, boot);
      return events.map((event) => ({ ...event, at: event.at - offset }));
    });
  }

  #offset(node: DrillNode, boot: number): number {
    return this.#clocks.get(node.name)?.[boot]?.offsetMs ?? 0;
  }

  startProbers(): void {
    const { vips, dial, probeEveryMs } = this.field;
    const { probeLimitMs: limitMs } = faults[this.planned.drill];
    const options = { dial, everyMs: probeEveryMs, limitMs, now: this.now };
    for (const vip of vips) this.#probers.set(vip.name, startProber(vip, options));
  }

  async stopProbers(): Promise<void> {
    this.#probedUntil ??= this.now();
    await Promise.all([...this.#probers.values()].map((prober) => prober.stop()));
  }

  /** Undefined before the first request was begun. */
  prober(vip: string): Prober | undefined {
    return this.#probers.get(vip);
  }

  /**
   * Whether every VIP has answered all the time, for so many milliseconds until now: nothing has failed, and answers
   * have come in, at half of the pace of asking at least (one that is not answered says so only at its limit).
   */
  answersSince(ms: number): boolean {
    const since = this.now() - ms;
    return [...this.#probers.values()].every(({ results }) => {
      const recent = results.filter((one) => one.at + one.ms >= since);
      const expected = ms / this.field.probeEveryMs / 2;
      return recent.length >= expected && recent.every(({ error }) => error === null);
    });
  }

  /** Every host that holds this VIP now, as far as it was told. */
  holdersNow(address: string): string[] {
    return this.#holders(address).flatMap(({ host, to }) => (to === null ? [host] : []));
  }

  /** Who held each VIP before the fault, by its name. */
  heldBefore(): Record<string, string> {
    const at = this.fault === null ? this.now() : this.fault.at - 1;
    return Object.fromEntries(
      this.field.vips.flatMap(({ name, address }) => {
        const host = holderAt(this.#holders(address), at);
        return host === null ? [] : [[name, host]];
      }),
    );
  }

  /** What the configuration promises for each VIP; two masters last as long as the fault does. */
  bounds(held: Record<string, string>, faultMs?: number): Record<string, OutageBound> {
    const { drill: fault, host: victim } = this.planned;
    return Object.fromEntries(
      this.field.vips.map((vip) => {
        const holder = held[vip.name] ?? victim;
        const question = { fault, victim, holder };
        return [
          vip.name,
          this.field.boundOf(vip, faultMs === undefined ? question : { ...question, faultMs }),
        ];
      }),
    );
  }

  recording(): Recording {
    return {
      drill: this.planned.drill,
      victim: this.planned.host,
      nodes: this.#told(),
      fault: this.fault,
      end: this.#probedUntil ?? this.now(),
    };
  }

  #holders(address: string): Span[] {
    return holdersOf({ nodes: this.#told() }, address);
  }

  #told(): Recording['nodes'] {
    return this.#pair.map((node) => ({ host: node.name, events: this.eventsOf(node) }));
  }
}
