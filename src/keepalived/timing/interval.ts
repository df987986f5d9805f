import type { InstanceModel } from '../model/types.ts';

/**
 * How long a backup waits the less, the higher its priority: (256 - priority) / 256 of a second, in version 3 of
 * the advertisement interval (RFC 5798, 6.1; keepalived's VRRP_TIMER_SKEW). Whole milliseconds, rounded up.
 */
export function skewMs(priority: number, version: 2 | 3, advertMs: number): number {
  return Math.ceil(((256 - priority) * (version === 2 ? 1000 : advertMs)) / 256);
}

/** The interval that a backup counts with: its own, in version 3 the one in the master's advertisement. */
export function advertMsOf(backup: InstanceModel, master: InstanceModel): number {
  return backup.version === 3 ? master.advertMs : backup.advertMs;
}

/** Master down interval: silence after which a backup takes over, without its skew. */
export function silenceMs(backup: InstanceModel, master: InstanceModel): number {
  return backup.downAdverts * advertMsOf(backup, master);
}
