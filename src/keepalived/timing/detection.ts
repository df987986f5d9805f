import type { OutageBound, Service } from '../../core/drill.ts';
import type { InstanceModel, NodeModel, ScriptModel, Track } from '../model/types.ts';
import { CHECK_RUN_MS, PROCESS_EVENT_MS } from './allowance.ts';
import { isIgnored } from './election.ts';
import { names, namesAnother } from './guarded.ts';

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
 * What of an instance's trackers sees a service go, or the servers behind it. A configuration does not say what a
 * script looks at: those that name the service, else all that name no other one.
 */
export function detectionsOf(
  node: NodeModel,
  instance: InstanceModel,
  { service, gone }: { service: Service; gone: 'itself' | 'its servers' },
): Detection[] {
  const tracks = instance.tracks.filter((one) => !one.reverse && !isIgnored(one, instance));
  const scripts = tracks.flatMap((track) => {
    const script = track.kind === 'script' && node.scripts.find(({ name }) => name === track.name);
    return script ? [{ track, script }] : [];
  });
  const naming = scripts.filter(({ script }) => names(service, script));
  const open = scripts.filter(({ script }) => !namesAnother(service, script));
  const seeing = (naming.length > 0 ? naming : open).map(({ track, script }) => ({
    track,
    terms: scriptTerms(script),
  }));
  return gone === 'its servers' ? seeing : [...seeing, ...processDetections(node, tracks, service)];
}

function scriptTerms({ name, intervalMs, fall, timeoutMs }: ScriptModel): Terms {
  return [
    { what: `check ${name}: interval × fall`, ms: intervalMs * fall },
    { what: `check ${name}: its own run`, ms: Math.min(timeoutMs, CHECK_RUN_MS) },
  ];
}

function processDetections(
  node: NodeModel,
  tracks: readonly Track[],
  service: Service,
): Detection[] {
  return tracks.flatMap((track) => {
    const of =
      track.kind === 'process' ? node.processes.find(({ name }) => name === track.name) : undefined;
    if (of === undefined || !names(service, { name: '', process: of.process })) return [];
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
