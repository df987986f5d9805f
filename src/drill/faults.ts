import type { DrillName } from '../core/drill.ts';

/** What the controller must know of a fault; what it does stands in src/remote/drill/faults/. */
export interface Fault {
  /** "haproxy killed". */
  title: string;
  /** The link to the node ends with it: the node takes it back alone. */
  cutsLink: boolean;
  /** The node starts anew, and that is the end of the fault. */
  boots: boolean;
  /** A request may take this long and still be answered. */
  probeLimitMs: number;
}

const plain = { cutsLink: false, boots: false, probeLimitMs: 1_000 };

/** Cheap and harmless first: what fails early has cost least. */
export const faults: Record<DrillName, Fault> = {
  // A refused connection to a server is tried again by haproxy: late is not lost.
  'server-down': { ...plain, title: 'one backend server unreachable', probeLimitMs: 6_000 },
  'backends-down': { ...plain, title: 'every backend server down' },
  'haproxy-stopped': { ...plain, title: 'haproxy stopped' },
  'haproxy-killed': { ...plain, title: 'haproxy killed' },
  'keepalived-stopped': { ...plain, title: 'keepalived stopped' },
  'vrrp-blocked': { ...plain, title: 'VRRP blocked between the nodes' },
  'keepalived-killed': { ...plain, title: 'keepalived killed' },
  'link-down': { ...plain, title: 'link down', cutsLink: true },
  reboot: { ...plain, title: 'reboot', boots: true },
  'power-cut': { ...plain, title: 'power cut', boots: true },
};

export const drillOrder = Object.keys(faults) as DrillName[];
