/** Milliseconds that no configuration says; each is a term of its own in a bound. */

/** What the kernel, gratuitous ARP and a client's next try add to every move. */
export const MOVE_MS = 150;

/** One run of a check that fails at once: a refused connection, no such process. */
export const CHECK_RUN_MS = 500;

/** `vrrp_track_process` learns it from the kernel's process events. */
export const PROCESS_EVENT_MS = 100;

/** A daemon that systemd starts again: its start, after RestartSec. */
export const RESTART_MS = 1900;

/** From `systemctl start`, or the link's return, until the daemon takes part. */
export const START_MS = 1000;

/** From the node's answering again until its daemons take part. */
export const BOOT_MS = 15_000;

/**
 * How long a Linux neighbour may go on with a MAC address that no longer answers: it takes it for reachable for up to
 * 45 s (base_reachable_time × 1.5), waits 5 s (delay_first_probe_time), asks it 3 times, then everybody (ip-sysctl;
 * 15 s seen in the lab).
 */
export const NEIGHBOUR_MS = 54_000;
