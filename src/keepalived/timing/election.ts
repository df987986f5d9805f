import type { InstanceModel, Track } from '../model/types.ts';

/** The owner of an address (RFC 3768, 5.3.4): no check changes its priority. */
const OWNER = 255;

/** Whether a tracker changes the priority; one of weight 0 makes a fault. keepalived ignores weights of members of a sync group. */
export function isWeighted(track: Track, instance: InstanceModel): boolean {
  return track.weight !== 0 && track.kind !== 'file' && !isIgnored(track, instance);
}

export function isIgnored(track: Track, instance: InstanceModel): boolean {
  return track.weight !== 0 && instance.group !== null && !track.ofGroup;
}

/**
 * The priority that an instance announces while some of its trackers fail: a positive weight is added while a
 * tracker succeeds, a negative one while it fails. `vrrp_track_file` counts nothing here: its value is not known.
 */
export function effectivePriority(
  instance: InstanceModel,
  failing: readonly Track[] = [],
): { priority: number; unclamped: number } {
  if (instance.priority === OWNER) return { priority: OWNER, unclamped: OWNER };
  const weights = instance.tracks
    .filter((track) => isWeighted(track, instance))
    .filter((track) => track.weight < 0 === failing.includes(track))
    .map((track) => (track.reverse ? -track.weight : track.weight));
  const unclamped = weights.reduce((sum, weight) => sum + weight, instance.priority);
  return { priority: Math.min(254, Math.max(1, unclamped)), unclamped };
}
