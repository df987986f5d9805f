import type { DrillName, OutageBound } from '../../core/drill.ts';
import type { InstanceModel, NodeModel, ScriptModel, Track } from '../model/types.ts';
import { CHECK_RUN_MS, PROCESS_EVENT_MS } from './allowance.ts';
import { isIgnored } from './election.ts';

export type Terms = OutageBound['terms'];

/** A tracker that sees a fault, and how long that takes at most. */
export interface Detection {
  track: Track;
  terms: Terms;
}

export function total(terms: Terms): number {
  return terms.reduce((sum, { ms }) => sum + ms, 0);
}

/**
 * What of an instance's trackers sees haproxy or its backends go. A configuration does not say what a script looks
 * at: those that name haproxy, else all of them.
 */
export function detectionsOf(
  node: NodeModel,
  instance: InstanceModel,
  fault: DrillName,
): Detection[] {
  const tracks = instance.tracks.filter((one) => !one.reverse && !isIgnored(one, instance));
  const scripts = tracks.flatMap((track) => {
    const script = track.kind === 'script' && node.scripts.find(({ name }) => name === track.name);
    return script ? [{ track, script }] : [];
  });
  const naming = scripts.filter(({ script }) =>
    /haproxy/i.test(`${script.name} ${script.command}`),
  );
  const seeing = (naming.length > 0 ? naming : scripts).map(({ track, script }) => ({
    track,
    terms: scriptTerms(script),
  }));
  return fault === 'backends-down' ? seeing : [...seeing, ...processDetections(node, tracks)];
}

function scriptTerms({ name, intervalMs, fall, timeoutMs }: ScriptModel): Terms {
  return [
    { what: `check ${name}: interval × fall`, ms: intervalMs * fall },
    { what: `check ${name}: its own run`, ms: Math.min(timeoutMs, CHECK_RUN_MS) },
  ];
}

function processDetections(node: NodeModel, tracks: readonly Track[]): Detection[] {
  return tracks.flatMap((track) => {
    const of =
      track.kind === 'process' ? node.processes.find(({ name }) => name === track.name) : undefined;
    if (of === undefined || !/haproxy/i.test(of.process)) return [];
    return [
      {
        track,
        terms: [
          { what: `process ${of.process}: terminate_delay`, ms: of.terminateDelayMs },
          { what: `process ${of.process}: event from the kernel`, ms: PROCESS_EVENT_MS },
        ],
      },
    ];
  });
}

/** How long until the checks of a node succeed again, once what they look at is back. */
export function recoveryMs(node: NodeModel, instance: InstanceModel): number {
  const times = instance.tracks.map((track) => {
    const script = node.scripts.find(({ name }) => track.kind === 'script' && name === track.name);
    if (script) return script.intervalMs * script.rise + Math.min(script.timeoutMs, CHECK_RUN_MS);
    const process = node.processes.find(
      ({ name }) => track.kind === 'process' && name === track.name,
    );
    return process ? process.forkDelayMs + PROCESS_EVENT_MS : 0;
  });
  return Math.max(0, ...times);
}
