import type { DrillName } from '../core/drill.ts';
import { Failed, isLinkFailure } from '../core/failure.ts';
import type { RemoteAnswer, Session } from '../core/session.ts';
import { sanitize } from '../core/text.ts';
import { offsetOf, type ClockOffset } from './clock.ts';
import { parseNodeEvents, type NodeEvent } from './node-events.ts';
import { drillCall, firstCall, type DrillParams } from './node-script.ts';
import { parseSnapshot, type Snapshot } from './snapshot.ts';

/** How to reach a host, again and again. */
export interface NodeLink {
  name: string;
  session(): Promise<Session>;
  /** A new connection in place of the one that was lost. */
  renew(): Promise<Session>;
}

export interface Prepared {
  snapshot: Snapshot;
  /** What the fault lacks on this node; empty: it can be done. */
  needs: string[];
}

const CALL_LIMIT_MS = 60_000;
const RETRY_EVERY_MS = 500;
const ALREADY_THERE = 73;
const LEASE_HELD = 75;
const CLOCK_SAMPLES = 7;

/** What the recorder of one boot has told, and when that boot was over. */
interface Told {
  lines: string[];
  darkAt: number | null;
}

/** One node during one drill: the calls of src/remote/drill/, and what its recorder has told so far. */
export class DrillNode {
  readonly name: string;
  readonly #link: NodeLink;
  readonly #run: string;
  /** Of each boot, the lines of its recorder. */
  readonly #told: Told[] = [{ lines: [], darkAt: null }];

  constructor(link: NodeLink, run: string) {
    this.name = link.name;
    this.#link = link;
    this.#run = run;
  }

  /** Rejects with `Failed`: lease-held, node-unfit, or of the link. */
  async prepare(drill: DrillName | null, params: DrillParams, seconds: number): Promise<Prepared> {
    return this.#prepared(
      await this.#send(firstCall(this.#run, drill, params, ['prepare', seconds])),
    );
  }

  /** After a boot; false while the node is still going down. */
  async prepareAgain(
    drill: DrillName | null,
    params: DrillParams,
    seconds: number,
  ): Promise<boolean> {
    const script = firstCall(this.#run, drill, params, ['prepare', seconds, 'again']);
    const answer = await this.#send(script);
    if (answer.code === ALREADY_THERE) return false;
    this.#prepared(answer);
    this.#told.push({ lines: [], darkAt: null });
    return true;
  }

  /** The fault. HOLD and UNDO: see `inject` in src/remote/drill/90-main.sh, in seconds. */
  async inject(hold: number, undo: number): Promise<void> {
    this.#mustBeDone('inject', await this.#call('inject', hold, undo));
  }

  async undo(): Promise<void> {
    this.#mustBeDone('undo', await this.#call('undo_now'));
  }

  async hold(seconds: number): Promise<void> {
    this.#mustBeDone('hold', await this.#call('hold', seconds));
  }

  /** Follows the recorder until it stops, or the link does, which may be the end of this boot. Never rejects for that. */
  async watch(seconds: number, bootEnds: () => boolean = () => false): Promise<void> {
    const boot = this.#told.at(-1);
    const lines: string[] = [];
    try {
      const session = await this.#link.session();
      await session.run({
        what: 'drill watch',
        script: drillCall(this.#run, ['watch', seconds]),
        root: true,
        timeoutMs: (seconds + 30) * 1000,
        onLine: (line) => {
          lines.push(line);
          keepLonger(boot, lines);
        },
      });
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
    }
    if (boot !== undefined && bootEnds()) boot.darkAt = lastTold(boot);
  }

  /** The whole of what the recorder has written since the last boot, in place of what was followed. */
  async fetchEvents(): Promise<{ undone: boolean }> {
    const answer = await this.#call('events');
    this.#mustBeDone('events', answer);
    const lines = answer.stdout.split('\n').filter((line) => line !== '');
    keepLonger(
      this.#told.at(-1),
      lines.filter((line) => line !== 'undone'),
    );
    return { undone: lines.includes('undone') };
  }

  /** How often it was started during the drill, the first time included. */
  get boots(): number {
    return this.#told.length;
  }

  /** Of each boot, by the clock that the node had then, in order. */
  events(): NodeEvent[][] {
    return this.#told.map(({ lines, darkAt }): NodeEvent[] => {
      const events = parseNodeEvents(lines);
      if (darkAt === null) return events;
      return [...events.filter(({ at }) => at <= darkAt), { event: 'dark', at: darkAt }];
    });
  }

  /** Nothing of the drill is left but the lease; the state after. */
  async finish(): Promise<Snapshot> {
    const answer = await this.#call('finish');
    this.#mustBeDone('finish', answer);
    return parseSnapshot(answer.stdout);
  }

  /** `now`: our clock. Some round trips, one after the other. */
  async clock(now: () => number): Promise<ClockOffset> {
    const session = await this.#link.session();
    const samples = [];
    for (let count = 0; count < CLOCK_SAMPLES; count += 1) {
      const sentAt = now();
      const answer = await session.run({
        what: 'clock',
        script: 'date +%s%N\n',
        root: false,
        timeoutMs: CALL_LIMIT_MS,
      });
      const receivedAt = now();
      samples.push({ sentAt, receivedAt, node: Number(answer.stdout.trim()) / 1e6 });
    }
    return offsetOf(samples);
  }

  /** Comes back after a lost link; rejects with the last failure when `untilMs` (our clock) is over. */
  async reconnect(now: () => number, untilMs: number): Promise<void> {
    for (;;) {
      try {
        await this.#link.renew();
        return;
      } catch (error) {
        if (!isLinkFailure(error) || now() + RETRY_EVERY_MS > untilMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
      }
    }
  }

  #prepared(answer: RemoteAnswer): Prepared {
    const fields = answer.stdout.split('\n').map((line) => line.split('\t'));
    if (answer.code === LEASE_HELD) throw this.#leaseHeld(fields);
    this.#mustBeDone('prepare', answer);
    const needs = fields.flatMap(([word, text]) =>
      word === 'needs' && text !== undefined ? [sanitize(text)] : [],
    );
    return { snapshot: parseSnapshot(answer.stdout), needs };
  }

  #leaseHeld(fields: string[][]): Failed {
    const held = fields.find(([word, text]) => word === 'lease' && text?.startsWith('held '));
    const [, run = '', since = '0', remaining = '0', ...owner] = held?.[1]?.split(' ') ?? [];
    return new Failed({
      reason: 'lease-held',
      host: this.name,
      run: sanitize(run),
      owner: sanitize(owner.join(' ')),
      since: Number(since),
      remainingSeconds: Number(remaining),
    });
  }

  #mustBeDone(what: string, { code, stderr }: RemoteAnswer): void {
    if (code === 0) return;
    const said = sanitize(stderr).trim();
    throw new Failed({
      reason: 'node-unfit',
      host: this.name,
      detail:
        code === 70
          ? `the node has ended the drill by itself before hadeploy came to ${what}`
          : `drill ${what} ended with exit code ${code}: ${said || 'it printed nothing'}`,
      hint: `the node heals itself; see: systemctl list-timers 'hadeploy-drill-*'; journalctl -u 'hadeploy-drill-*'`,
    });
  }

  #call(...words: (string | number)[]): Promise<RemoteAnswer> {
    return this.#send(drillCall(this.#run, words), `drill ${words[0]}`);
  }

  async #send(script: string, what = 'drill prepare'): Promise<RemoteAnswer> {
    const session = await this.#link.session();
    return session.run({ what, script, root: true, timeoutMs: CALL_LIMIT_MS });
  }
}

/**
 * After the last that a boot has told, nothing of it counts. What it did between that and its end nobody has seen; a
 * node that shuts down gives its VIPs up about then. null: it has told nothing.
 */
function lastTold({ lines }: Told): number | null {
  const last = Math.max(...parseNodeEvents(lines).map(({ at }) => at));
  return Number.isFinite(last) ? last : null;
}

/** A recorder only appends: of two readings, followed or fetched, the longer one holds the other. */
function keepLonger(boot: Told | undefined, lines: string[]): void {
  if (boot !== undefined && lines.length >= boot.lines.length) boot.lines = lines;
}

/** After the last drill: gives the lease back. A node that cannot be reached lets it expire. */
export async function releaseNode(link: NodeLink, run: string, params: DrillParams): Promise<void> {
  const session = await link.session();
  // A directory once more, for the script that knows how.
  const script = firstCall(run, null, params, ['release']);
  await session.run({ what: 'drill release', script, root: true, timeoutMs: CALL_LIMIT_MS });
}
