import type { DrillName } from '../core/drill.ts';

/** What the controller must know of a fault; what it does stands in src/remote/drill/faults/. */
export interface Fault {
  /** "haproxy killed". */
  title: string;
  /** Its file there; absent: that of its own name. */
  file?: 'service-stopped' | 'service-killed';
  /** The link to the node ends with it: the node takes it back alone. */
  cutsLink: boolean;
  /** The node starts anew, and that is the end of the fault. */
  boots: boolean;
  /** A request may take this long and still be answered. */
  probeLimitMs: number;
}

const plain = { cutsLink: false, boots: false, probeLimitMs: 1_000 };
const stopped = { ...plain, file: 'service-stopped' } as const;
const killed = { ...plain, file: 'service-killed' } as const;
/** A refused connection to a server is tried again by haproxy: late is not lost. */
const PATIENT_MS = 6_000;

/** Cheap and harmless first: what fails early has cost least. */
export const faults: Record<DrillName, Fault> = {
  'server-down': { ...plain, title: 'one backend server unreachable', probeLimitMs: PATIENT_MS },
  'backends-down': { ...plain, title: 'every backend server down' },
  'real-server-down': { ...stopped, title: 'one real server down', probeLimitMs: PATIENT_MS },
  'database-down': { ...stopped, title: 'one database down', probeLimitMs: PATIENT_MS },
  'haproxy-stopped': { ...stopped, title: 'haproxy stopped' },
  'haproxy-killed': { ...killed, title: 'haproxy killed' },
  'nginx-stopped': { ...stopped, title: 'nginx stopped' },
  'nginx-killed': { ...killed, title: 'nginx killed' },
  'mariadb-stopped': { ...stopped, title: 'MariaDB stopped' },
  'mariadb-killed': { ...killed, title: 'MariaDB killed' },
  'keepalived-stopped': { ...plain, title: 'keepalived stopped' },
  'vrrp-blocked': { ...plain, title: 'VRRP blocked between the nodes' },
  'keepalived-killed': { ...plain, title: 'keepalived killed' },
  'link-down': { ...plain, title: 'link down', cutsLink: true },
  reboot: { ...plain, title: 'reboot', boots: true },
  'power-cut': { ...plain, title: 'power cut', boots: true },
};

export const drillOrder = Object.keys(faults) as DrillName[];
