import type { Secret } from '../core/secret.ts';
import type { RecordedChange, TransactionRecord } from '../core/record.ts';
import type { BoundStep, StepKind } from '../core/step.ts';
import { directoryStep } from './directory.ts';
import { fileStep, parentOf } from './file.ts';
import { planLive } from './sysctl.ts';
import { planService, fullUnitName } from './service.ts';

type Recorded<Op extends RecordedChange['op']> = Extract<RecordedChange, { op: Op }>;

/**
 * The steps that bring a node back to what it was before these transactions (oldest first), planned and
 * performed like any other playbook: services that did not run stop first, then files and values go back,
 * newest change first, then services take up their old configuration. Where several transactions have
 * touched one thing, the oldest backup counts. Packages stay.
 */
export function undoSteps(records: TransactionRecord[]): BoundStep[] {
  const services = new Map<string, { first: Recorded<'service'>; told: Told }>();
  const values = new Map<string, BoundStep>();
  const paths: string[] = [];
  // What did not run before may have had a file that it could not run with.
  const stopped = new Set(
    records.flatMap(({ changes }) =>
      changes.flatMap((one) => (one.op === 'service' && !one.before.active ? [one.unit] : [])),
    ),
  );
  for (const record of [...records].reverse()) {
    for (const change of [...record.changes].reverse()) {
      if (change.op === 'service') {
        services.set(change.unit, {
          first: change,
          told: toldTo(change, services.get(change.unit)),
        });
      }
      const step = undoOf(record, change, stopped);
      if (step === null) continue;
      if (change.op === 'file') paths.push(change.path);
      // Set again by an older transaction, at the place of the newer: the older state is the one to reach. But a directory
      // that was not there goes after all that is in it.
      if (change.op === 'directory' && !change.existed) values.delete(step.name);
      values.set(step.name, step);
    }
  }
  const units = [...services.values()];
  return [
    ...units
      .filter(({ first }) => !first.before.active)
      .map(({ first }) => serviceUndo(first, { paths: [], told: 'none' })),
    ...values.values(),
    ...units
      .filter(({ first }) => first.before.active)
      .map(({ first, told }) => serviceUndo(first, { paths, told })),
  ];
}

/** What the transactions told a service, the strongest word of all: the rollback tells it the same. */
type Told = 'none' | 'reload' | 'restart';

function toldTo({ action }: Recorded<'service'>, newer: { told: Told } | undefined): Told {
  if (action === 'restart' || newer?.told === 'restart') return 'restart';
  // It was down in between, and started with the new files.
  return action === 'reload' || action === 'start' ? 'reload' : (newer?.told ?? 'none');
}

function undoOf(
  record: TransactionRecord,
  change: RecordedChange,
  stopped: Set<string>,
): BoundStep | null {
  switch (change.op) {
    case 'file':
      return fileUndo(record, change, stopped);
    case 'directory':
      return directoryUndo(record, change);
    case 'sysctl':
      return sysctlUndo(change);
    case 'command':
      return change.undo === null ? null : commandUndo(record, change, change.undo);
    case 'service':
    case 'package':
    case 'wait':
      return null;
  }
}

function bind<Params>(name: string, kind: StepKind<Params>, params: Params): BoundStep {
  return {
    name,
    kind: kind.kind,
    needs: kind.needs(params),
    plan: (facts) => kind.plan(facts, params),
  };
}

function fileUndo(
  record: TransactionRecord,
  change: Recorded<'file'>,
  stopped: Set<string>,
): BoundStep {
  const backup = record.backups.get(change.id);
  const name = `file ${change.path}`;
  if (backup === undefined) return bind(name, fileStep, { path: change.path, absent: true });
  const { content, mode, owner, group } = backup;
  const secrets: Secret[] = [];
  const file = { path: change.path, content, mode, owner, group, secrets, restores: true };
  const { validator } = change;
  const unchecked = validator === null || stopped.has(fullUnitName(validator));
  return bind(name, fileStep, unchecked ? file : { ...file, validate: validator });
}

function directoryUndo(record: TransactionRecord, change: Recorded<'directory'>): BoundStep | null {
  const { path } = change;
  const name = `directory ${path}`;
  const before = record.backups
    .get(`${change.id}.directory`)
    ?.content.toString('utf8')
    .trim()
    .split(' ');
  if (before !== undefined) {
    const [mode = '0755', owner = 'root', group = 'root'] = before;
    return bind(name, directoryStep, { path, mode: mode.padStart(4, '0'), owner, group });
  }
  // Ours, but perhaps others have put something into it: only an empty one goes.
  const emptied = `[ -z "$(ls -A '${path.replaceAll("'", `'\\''`)}' 2>/dev/null)" ]`;
  return {
    name,
    kind: 'directory',
    needs: [
      { query: 'file', path },
      { query: 'guard', command: emptied },
    ],
    plan(facts) {
      const fact = facts.files[path];
      const empty =
        facts.guards[emptied] === 0 || facts.pending.paths.some((one) => parentOf(one) === path);
      if (fact?.type !== 'directory' || !empty) return [];
      const { mode, owner, group } = fact;
      return [
        {
          op: 'directory',
          path,
          before: { mode, owner, group },
          after: null,
          title: `remove directory ${path} if empty`,
        },
      ];
    },
  };
}

function sysctlUndo(change: Recorded<'sysctl'>): BoundStep | null {
  const { key, before } = change;
  if (before === null) return null;
  return {
    name: `sysctl ${key}`,
    kind: 'sysctl',
    needs: [{ query: 'sysctl', key }],
    plan: (facts) => planLive(facts, key, before),
  };
}

function commandUndo(
  record: TransactionRecord,
  change: Recorded<'command'>,
  undo: string,
): BoundStep {
  return {
    // Each is undone by itself: what an older one has done is not what a newer one has.
    name: `command ${record.id} ${change.id}`,
    kind: 'command',
    needs: [],
    once: true,
    plan: () => [
      { op: 'command', run: undo, undo: { run: change.run }, title: `undo: ${change.title}` },
    ],
  };
}

function serviceUndo(
  change: Recorded<'service'>,
  changed: { paths: string[]; told: Told },
): BoundStep {
  const { unit, before } = change;
  // As people write it.
  const short = unit.replace(/\.service$/, '');
  const name = fullUnitName(short) === unit ? short : unit;
  const service = {
    name,
    enabled: before.enabled,
    state: before.active ? ('running' as const) : ('stopped' as const),
    reload_on: changed.told === 'reload' ? changed.paths : [],
    restart_on: changed.told === 'restart' ? changed.paths : [],
    ...(change.vrrpConfig === null ? {} : { vrrp_config: change.vrrpConfig }),
  };
  return {
    name: `service ${name}${before.active ? '' : ' stop'}`,
    kind: 'service',
    needs: [{ query: 'unit', unit: fullUnitName(unit) }],
    plan: (facts) => planService(facts, service),
  };
}
