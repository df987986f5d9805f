import type { Phase, RunEvent } from '../core/event.ts';
import { oneLine } from '../core/text.ts';
import { drillWords, skipReason } from './drill-progress.ts';
import type { Ending } from './live-row.ts';
import { openSegment, type Segment, type SegmentOptions } from './segment.ts';
import { elapsed } from './time.ts';
import { createTimedRows } from './timed-rows.ts';

type Shown = Extract<
  RunEvent,
  { event: 'phase' | 'host' | 'output' | 'change' | 'check' | 'drill' }
>;
type Of<Name extends Shown['event']> = Extract<Shown, { event: Name }>;

export interface PhaseView {
  show(event: Shown): Promise<void>;
  /** A remark among the phases; false when nothing is drawn and it must be printed. */
  note(text: string): boolean;
  finish(how: Ending): Promise<void>;
}

/**
 * Phases, below them hosts, below them changes and checks, as rows that grow while events come; a drill is
 * above the phases that it goes through. A segment lasts as long as any of them is open; what is done folds
 * into one line, what failed stays unfolded.
 */
export function createPhaseView(options: SegmentOptions & { clock: () => number }): PhaseView {
  const rows = createTimedRows(options.clock, options.paint);
  /** Time each host took in a phase, for the line that remains of it. */
  const times = new Map<string, string[]>();
  /** Phases that nobody announced: they end with the last of their hosts. */
  const implied = new Set<Phase>();
  let segment: Segment | null = null;
  let ticker: NodeJS.Timeout | undefined;

  const finish = async (how: Ending): Promise<void> => {
    if (segment === null) return;
    rows.stopAll(how);
    clearInterval(ticker);
    const closing = segment;
    segment = null;
    await closing.close();
    rows.clear();
    times.clear();
    implied.clear();
  };
  const open = (): Segment => {
    if (segment === null) {
      segment = openSegment(options);
      ticker = setInterval(() => rows.tick(), 500);
      ticker.unref();
    }
    return segment;
  };
  const idle = (): boolean =>
    rows.openKeys('phase ').length === 0 && rows.openKeys('drill ').length === 0;
  const startPhase = (phase: Phase, hosts: string[]): void => {
    // Whatever is still open when the way back begins will not end any more.
    if (phase === 'revert') rows.stopAll('failed');
    const parent = rows.newest('drill ') ?? open();
    rows.start(`phase ${phase}`, phaseText(phase, hosts), parent);
  };
  const endPhase = async (phase: Phase, how: Ending, durationMs?: number): Promise<void> => {
    const spent = times.get(phase) ?? [];
    const note = spent.length > 1 ? spent.join(', ') : '';
    rows.stop(`phase ${phase}`, how, { durationMs, note });
    if (idle()) await finish(how);
  };
  const startHost = ({ host, phase }: Of<'host'>): void => {
    if (rows.openKeys('phase ').length === 0) {
      implied.add(phase);
      startPhase(phase, []);
    }
    // A gate between two activations has no phase of its own.
    const own = rows.newest(`phase ${phase}`);
    const parent = own ?? rows.newest('phase ');
    if (parent !== undefined) {
      rows.start(`host ${host} ${phase}`, own ? host : `${phaseText(phase, [host])}`, parent);
    }
  };
  const endHost = async (event: Of<'host'>, how: Ending): Promise<void> => {
    const { host, phase, durationMs, note = '' } = event;
    const key = `host ${host} ${phase}`;
    const took = elapsed(durationMs ?? rows.age(key));
    times.set(phase, [...(times.get(phase) ?? []), `${host} ${took}`]);
    rows.stop(key, how, { durationMs, note: oneLine(note) });
    const last = rows.openKeys('host ').every((open) => !open.endsWith(` ${phase}`));
    if (implied.has(phase) && last) await endPhase(phase, how);
  };
  const showChange = ({ host, id, title, state }: Of<'change'>): void => {
    const parent = rows.newest(`host ${host} `);
    const key = `change ${host} ${id}`;
    if (state !== 'started') rows.stop(key, state);
    else if (parent !== undefined) rows.start(key, oneLine(title), parent);
  };
  const showCheck = ({ check }: Of<'check'>): void => {
    const text = `${check.host ?? ''} ${oneLine(check.title)}: ${oneLine(check.detail)}`;
    rows
      .newest('phase ')
      ?.add(text.trim())
      .end(check.ok ? 'done' : 'failed');
  };
  const showDrill = async (event: Of<'drill'>): Promise<void> => {
    const key = `drill ${event.drill} ${event.host}`;
    if (event.state === 'started') rows.start(key, drillWords(event), open(), event.remainingMs);
    else if (event.state === 'fault') rows.newest(key)?.output('the fault is there; measuring');
    else {
      rows.stop(key, endings[event.report?.outcome ?? 'passed'], { note: skipReason(event) });
      if (idle()) await finish('done');
    }
  };

  return {
    finish,
    note: (text) => {
      segment?.add(text).end('noted');
      return segment !== null;
    },
    show: async (event) => {
      if (event.event === 'phase') {
        if (event.state === 'started') startPhase(event.phase, event.hosts);
        else await endPhase(event.phase, event.state, event.durationMs);
      } else if (event.event === 'host') {
        if (event.state === 'started') startHost(event);
        else await endHost(event, event.state);
      } else if (event.event === 'output') {
        const row = rows.newest(`change ${event.host} `) ?? rows.newest(`host ${event.host} `);
        row?.output(oneLine(event.line));
      } else if (event.event === 'change') showChange(event);
      else if (event.event === 'drill') await showDrill(event);
      else showCheck(event);
    },
  };
}

const endings = { passed: 'done', failed: 'failed', skipped: 'noted' } as const;

const doing: Record<Phase, string> = {
  connect: 'connect to',
  probe: 'look at',
  stage: 'stage on',
  activate: 'activate on',
  gate: 'health of',
  verify: 'verify',
  confirm: 'confirm on',
  revert: 'revert on',
};

function phaseText(phase: Phase, hosts: string[]): string {
  return hosts.length === 0
    ? phase
    : `${doing[phase]} ${hosts.join(phase === 'activate' ? ', then ' : ', ')}`;
}
