import type { Phase, RunEvent } from '../core/event.ts';
import { oneLine } from '../core/text.ts';
import type { Ending, Row } from './live-row.ts';
import { openTree, type LiveTree } from './live-tree.ts';
import type { Paint } from './paint.ts';
import type { Output } from './reporter.ts';
import { elapsed } from './time.ts';

type Shown = Extract<RunEvent, { event: 'phase' | 'host' | 'output' | 'change' | 'check' }>;

export interface PhaseView {
  show(event: Shown): Promise<void>;
  /** A remark among the phases; false when nothing is drawn and it must be printed. */
  note(text: string): boolean;
  finish(how: Ending): Promise<void>;
}

interface ViewOptions {
  stdout: Output;
  stderr: Output;
  clock: () => number;
  paint: Paint;
}

/** A row with the time it has taken so far. */
interface TimedRow {
  row: Row;
  text: string;
  startedAt: number;
}

/**
 * Phases, below them hosts, below them changes, as rows that grow while events come. A tree lasts as long
 * as any phase is open; what is done folds into one line, what failed stays open.
 */
export function createPhaseView(options: ViewOptions): PhaseView {
  const { clock, paint } = options;
  const rows = new Map<string, TimedRow>();
  /** Time each host took in a phase, for the line that remains of it. */
  const times = new Map<Phase, string[]>();
  let tree: LiveTree | null = null;
  let ticker: NodeJS.Timeout | undefined;

  const withTime = (text: string, ms: number): string => `${text}  ${paint.dim(elapsed(ms))}`;
  const tick = (): void => {
    for (const { row, text, startedAt } of rows.values()) {
      const ms = clock() - startedAt;
      if (row.open && ms >= 1000) row.title(withTime(text, ms));
    }
  };
  const start = (key: string, text: string, parent: { add(title: string): Row }): void => {
    if (rows.get(key)?.row.open === true) return;
    rows.set(key, { row: parent.add(text), text, startedAt: clock() });
  };
  const stop = (
    key: string,
    how: Ending,
    more: { durationMs?: number | undefined; note?: string },
  ): void => {
    const timed = rows.get(key);
    if (timed === undefined || !timed.row.open) return;
    const note = more.note === undefined || more.note === '' ? '' : paint.dim(`  ${more.note}`);
    timed.row.title(withTime(timed.text, more.durationMs ?? clock() - timed.startedAt) + note);
    timed.row.end(how);
  };
  const openPhases = (): string[] =>
    [...rows].filter(([key, { row }]) => row.open && key.startsWith('phase ')).map(([key]) => key);
  const finish = async (how: Ending): Promise<void> => {
    if (tree === null) return;
    for (const key of openPhases()) stop(key, how, {});
    clearInterval(ticker);
    const closing = tree;
    tree = null;
    await closing.close();
    rows.clear();
    times.clear();
  };

  const startPhase = async (phase: Phase, hosts: string[]): Promise<void> => {
    if (phase === 'revert') for (const key of openPhases()) stop(key, 'failed', {});
    if (tree === null) {
      tree = await openTree(options, paint);
      ticker = setInterval(tick, 500);
      ticker.unref();
    }
    start(`phase ${phase}`, phaseText(phase, hosts), tree);
  };
  const endPhase = async (
    phase: Phase,
    how: Ending,
    durationMs: number | undefined,
  ): Promise<void> => {
    const spent = times.get(phase) ?? [];
    stop(`phase ${phase}`, how, { durationMs, note: spent.length > 1 ? spent.join(', ') : '' });
    if (openPhases().length === 0) await finish(how);
  };

  const showHost = async (event: Shown & { event: 'host' }): Promise<void> => {
    const { host, phase } = event;
    const key = `host ${host} ${phase}`;
    const inside = openPhases();
    const own = rows.get(`phase ${phase}`);
    // A gate between two activations, or a probe of its own, has no phase event around it.
    if (event.state === 'started') {
      if (own?.row.open !== true && inside.length === 0) await startPhase(phase, []);
      const parent = openPhases().includes(`phase ${phase}`) ? `phase ${phase}` : inside.at(-1);
      const timed = rows.get(parent ?? '');
      if (timed !== undefined)
        start(key, parent === `phase ${phase}` ? host : `${host} ${phase}`, timed.row);
      return;
    }
    const startedAt = rows.get(key)?.startedAt ?? clock();
    const took = elapsed(event.durationMs ?? clock() - startedAt);
    times.set(phase, [...(times.get(phase) ?? []), `${host} ${took}`]);
    stop(key, event.state, { durationMs: event.durationMs, note: oneLine(event.note ?? '') });
  };

  const rowOf = (host: string): TimedRow | undefined =>
    [...rows].filter(([key, { row }]) => row.open && key.startsWith(`host ${host} `)).at(-1)?.[1];

  const show = async (event: Shown): Promise<void> => {
    switch (event.event) {
      case 'phase':
        if (event.state === 'started') return startPhase(event.phase, event.hosts);
        return endPhase(event.phase, event.state, event.durationMs);
      case 'host':
        return showHost(event);
      case 'change': {
        const key = `change ${event.host} ${event.id}`;
        const parent = rowOf(event.host);
        if (event.state !== 'started') return stop(key, event.state, {});
        if (parent !== undefined) start(key, oneLine(event.title), parent.row);
        return;
      }
      case 'output': {
        const change = [...rows].filter(
          ([key, { row }]) => row.open && key.startsWith(`change ${event.host} `),
        );
        (change.at(-1)?.[1] ?? rowOf(event.host))?.row.output(oneLine(event.line));
        return;
      }
      case 'check': {
        const { check } = event;
        const parent = rows.get(openPhases().at(-1) ?? '')?.row;
        const name = check.host === undefined ? '' : `${check.host} `;
        parent
          ?.add(`${name}${oneLine(check.title)}: ${oneLine(check.detail)}`)
          .end(check.ok ? 'done' : 'failed');
        return;
      }
      default:
        return event satisfies never;
    }
  };
  return {
    show,
    finish,
    note: (text) => {
      tree?.add(text).end('noted');
      return tree !== null;
    },
  };
}

const doing: Record<Phase, string> = {
  connect: 'connect to',
  probe: 'look at',
  stage: 'stage on',
  activate: 'activate on',
  gate: 'check',
  verify: 'verify',
  confirm: 'confirm on',
  revert: 'revert on',
};

function phaseText(phase: Phase, hosts: string[]): string {
  return hosts.length === 0 ? phase : `${doing[phase]} ${hosts.join(', ')}`;
}
