/** What `vrrp.profile` settles where the inventory says nothing itself. Pure. */

export const profileNames = ['standard', 'fast'] as const;
export type ProfileName = (typeof profileNames)[number];

interface Settled {
  version: 2 | 3;
  /** Seconds. */
  advert_int: number;
  /** Of a check script: seconds between two runs, failures and successes in a row that count. */
  interval: number;
  fall: number;
  rise: number;
  /** Seconds that one run may take, where the interval is shorter. */
  timeout: number;
  /** Programs whose death is a fault at once. */
  track_process: string[];
}

/**
 * standard: a dead haproxy counts at the first run that finds it dead. A slow one must not: on a busy node (an apply is
 * one reason, a backup another) a run has taken more than two seconds, and each such run lowers the holder's priority.
 *
 * fast: every takeover below one second. A silent death costs three intervals and a skew: at 0.2 s it is seen after
 * 0.61 s, and 0.39 s are left for the neighbours' ARP and for a busy moment of the new master. 0.3 s would leave nothing;
 * 0.1 s would take a pause of 0.3 s, as virtual machines have them, for a death.
 *
 * The death of a program is told by the kernel. The check script is there for what hangs, and must not take one slow run
 * of its own for a fault: it has more time than it gives the daemon (1 s), and fails twice before it counts.
 */
export const profiles: Record<ProfileName, Settled> = {
  standard: {
    version: 2,
    advert_int: 1,
    interval: 2,
    fall: 1,
    rise: 1,
    timeout: 5,
    track_process: [],
  },
  fast: {
    version: 3,
    advert_int: 0.2,
    interval: 1,
    fall: 2,
    rise: 2,
    timeout: 3,
    track_process: ['haproxy'],
  },
};

/** Seconds that one run may take which the inventory gives no limit. */
export function checkTimeout({ timeout }: Pick<Settled, 'timeout'>, interval: number): number {
  return Math.max(timeout, interval);
}

/** The longest interval (seconds) of the fast profile: three of them and the rest of an election stay below one second. */
export const longestFastInterval = 0.25;

/**
 * The first node's priority in the fast profile; each further one has one less. High, because the skew counts from 256
 * down; not at 254, because a switchover raises the standby above the holder.
 */
const firstFastPriority = 250;

/** The priority that goes into keepalived.conf; `all`: the priorities of all nodes, each another. */
export function profilePriority(profile: ProfileName, own: number, all: readonly number[]): number {
  if (profile === 'standard') return own;
  return firstFastPriority - all.filter((other) => other > own).length;
}
