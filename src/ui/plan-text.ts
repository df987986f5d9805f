import type { Change } from '../core/change.ts';
import type { ActivationOrder } from '../core/event.ts';
import { oneLine, visible } from '../core/text.ts';
import type { Paint } from './paint.ts';
import type { ShownChange } from './shown-change.ts';

/** The plan for people: what changes where, in which order, and what a rollback would leave. */
export function planLines(changes: ShownChange[], order: ActivationOrder, paint: Paint): string[] {
  if (changes.length === 0) return [];
  const groups = groupByHosts(mergeIdentical(changes));
  return [
    ...groups.flatMap((group) => [
      paint.bold(group.hosts.join(', ')),
      ...group.changes.flatMap((change) => changeLines(change, paint)),
      '',
    ]),
    ...remainsLines(changes, paint),
    ...orderLines(order),
    countsLine(changes),
  ];
}

interface Merged {
  hosts: string[];
  shown: ShownChange;
}

/** The same change on several hosts is read once. */
function mergeIdentical(changes: ShownChange[]): Merged[] {
  const merged = new Map<string, Merged>();
  for (const shown of changes) {
    const { change } = shown;
    const key = JSON.stringify([
      change.title,
      change.op,
      change.certainty,
      shown.diff,
      detail(change),
    ]);
    const same = merged.get(key);
    if (same !== undefined && !same.hosts.includes(shown.host)) same.hosts.push(shown.host);
    else
      merged.set(same === undefined ? key : `${key} ${shown.host} ${change.id}`, {
        hosts: [shown.host],
        shown,
      });
  }
  return [...merged.values()];
}

function groupByHosts(merged: Merged[]): { hosts: string[]; changes: ShownChange[] }[] {
  const groups = new Map<string, { hosts: string[]; changes: ShownChange[] }>();
  for (const { hosts, shown } of merged) {
    const group = groups.get(hosts.join()) ?? { hosts, changes: [] };
    group.changes.push(shown);
    groups.set(hosts.join(), group);
  }
  return [...groups.values()];
}

function changeLines({ change, diff }: ShownChange, paint: Paint): string[] {
  const certainty = change.certainty === 'exact' ? paint.dim('exact') : paint.yellow('predicted');
  const more = detail(change);
  return [
    `  ${symbol(change, paint)} ${oneLine(change.title)}${more === '' ? '' : `: ${more}`}  ${certainty}`,
    ...diffLines(diff, paint).map((line) => `      ${line}`),
  ];
}

function diffLines(diff: string, paint: Paint): string[] {
  if (diff === '') return [];
  return diff.split('\n').map((line) => {
    if (line.startsWith('+++') || line.startsWith('---')) return paint.bold(line);
    if (line.startsWith('@@')) return paint.cyan(line);
    if (line.startsWith('+')) return paint.green(line);
    return line.startsWith('-') ? paint.red(line) : line;
  });
}

/** What the title does not say. */
function detail(change: Change): string {
  switch (change.op) {
    case 'sysctl':
      return `${visible(change.before ?? 'unset')} → ${visible(change.after)}`;
    case 'service': {
      const { before, after } = change;
      const flips = [
        before.enabled === after.enabled
          ? ''
          : after.enabled
            ? 'enabled at boot'
            : 'no longer enabled at boot',
        before.active === after.active ? '' : after.active ? 'started' : 'stopped',
      ];
      return flips.filter((flip) => flip !== '').join(', ');
    }
    case 'command':
      return 'none' in change.undo ? `not undone by a rollback (${oneLine(change.undo.none)})` : '';
    case 'directory':
      return directoryDetail(change);
    case 'file':
    case 'package':
    case 'wait':
      return '';
    default:
      return change satisfies never;
  }
}

function directoryDetail({ before, after }: Change & { op: 'directory' }): string {
  const text = (state: typeof after): string =>
    state === null ? 'absent' : `${state.mode} ${state.owner}:${state.group}`;
  return before === null ? text(after) : `${text(before)} → ${text(after)}`;
}

type Effect =
  'add' | 'change' | 'remove' | 'reload' | 'restart' | 'start' | 'stop' | 'run' | 'wait';

function effectOf(change: Change): Effect {
  switch (change.op) {
    case 'file':
    case 'directory':
      if (change.before === null) return 'add';
      return change.after === null ? 'remove' : 'change';
    case 'package':
      return 'add';
    case 'sysctl':
      return 'change';
    case 'service':
      return change.action === 'none' ? 'change' : change.action;
    case 'command':
      return 'run';
    case 'wait':
      return 'wait';
    default:
      return change satisfies never;
  }
}

function symbol(change: Change, paint: Paint): string {
  const effect = effectOf(change);
  if (effect === 'add' || effect === 'start') return paint.green('+');
  if (effect === 'remove' || effect === 'stop') return paint.red('-');
  if (effect === 'reload') return paint.cyan('↻');
  if (effect === 'restart') return paint.yellow('↻');
  if (effect === 'wait') return paint.dim('…');
  return effect === 'run' ? paint.yellow('!') : paint.yellow('~');
}

/** "1 to add, 2 to change, 0 to remove, 1 to reload, 0 to restart", over all hosts. */
function countsLine(changes: ShownChange[]): string {
  const count = (effect: Effect): number =>
    changes.filter(({ change }) => effectOf(change) === effect).length;
  const always: Effect[] = ['add', 'change', 'remove', 'reload', 'restart'];
  const ifAny: Effect[] = ['start', 'stop', 'run'];
  return [...always, ...ifAny.filter((effect) => count(effect) > 0)]
    .map((effect) => `${count(effect)} to ${effect}`)
    .join(', ');
}

/** "lb02 first (standby), then lb01 (holds 192.0.2.100)". Empty for a single host. */
function orderLines({ hosts }: ActivationOrder): string[] {
  if (hosts.length < 2) return [];
  const names = hosts.map(({ host, role, holds }, i) => {
    const why = holds.length > 0 ? `holds ${holds.join(', ')}` : role;
    return `${host}${i === 0 ? ' first' : ''} (${why})`;
  });
  return [names.join(', then ')];
}

function remainsLines(changes: ShownChange[], paint: Paint): string[] {
  const reasons = new Map<string, Set<string>>();
  for (const { change } of changes) {
    if (change.op !== 'package') continue;
    const names = reasons.get(change.undo.none) ?? new Set();
    for (const name of change.names) names.add(name);
    reasons.set(change.undo.none, names);
  }
  return [...reasons].map(([why, names]) =>
    paint.yellow(`A rollback leaves installed: ${[...names].join(', ')} (${oneLine(why)})`),
  );
}
