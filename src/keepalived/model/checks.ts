import { placeOf } from '../../core/place.ts';
import { all, argument, argumentsOf, inside, last } from '../config/find.ts';
import type { Statement } from '../config/tree.ts';
import { millisecondsIn, numberIn } from '../config/values.ts';
import type { BfdModel, FileModel, ProcessModel, ScriptModel } from './types.ts';

/** `vrrp_script` blocks. */
export function scriptsOf(statements: readonly Statement[]): ScriptModel[] {
  return all(statements, 'vrrp_script').map((one) => {
    const body = inside(one);
    const script = last(body, 'script');
    const command = script ? argumentsOf(script).join(' ') : '';
    const intervalMs = millisecondsIn(last(body, 'interval'), 1000);
    return {
      ...placeOf(one),
      name: argument(one) ?? '',
      command,
      path: /^\S*/.exec(command)?.[0] ?? '',
      intervalMs,
      timeoutMs: millisecondsIn(last(body, 'timeout'), intervalMs),
      fall: Math.max(1, numberIn(last(body, 'fall'), 1)),
      rise: Math.max(1, numberIn(last(body, 'rise'), 1)),
      ...weightIn(body, 0),
      user: argument(last(body, 'user')),
    };
  });
}

/** `vrrp_track_process` blocks (keepalived >= 2.0.11). */
export function processesOf(statements: readonly Statement[]): ProcessModel[] {
  return all(statements, 'vrrp_track_process', 'vrrp_process').map((one) => {
    const body = inside(one);
    const delayMs = millisecondsIn(last(body, 'delay'), 0);
    return {
      ...placeOf(one),
      name: argument(one) ?? '',
      process: argument(last(body, 'process')) ?? '',
      ...weightIn(body, 0),
      terminateDelayMs: millisecondsIn(last(body, 'terminate_delay'), delayMs),
      forkDelayMs: millisecondsIn(last(body, 'fork_delay'), delayMs),
    };
  });
}

/** `track_file` blocks (`vrrp_track_file` before 2.1). */
export function filesOf(statements: readonly Statement[]): FileModel[] {
  return all(statements, 'vrrp_track_file', 'track_file').map((one) => ({
    ...placeOf(one),
    name: argument(one) ?? '',
    path: argument(last(inside(one), 'file')),
    ...weightIn(inside(one), 1),
  }));
}

/** `bfd_instance` blocks. */
export function bfdsOf(statements: readonly Statement[]): BfdModel[] {
  return all(statements, 'bfd_instance').map((one) => ({
    ...placeOf(one),
    name: argument(one) ?? '',
    ...weightIn(inside(one), 0),
  }));
}

/** `weight N [reverse]`. */
function weightIn(body: readonly Statement[], otherwise: number) {
  const weight = last(body, 'weight');
  return { weight: numberIn(weight, otherwise), reverse: argument(weight, 2) === 'reverse' };
}

/** Names of `group { … }`, one or several a line; the trackers are the caller's to add. */
export function membersOf(group: Statement): string[] {
  return inside(last(inside(group), 'group')).flatMap((line) => line.words.map(({ text }) => text));
}

/** What can be tracked. */
export interface Definitions {
  scripts: ScriptModel[];
  processes: ProcessModel[];
  files: FileModel[];
  bfds: BfdModel[];
}
