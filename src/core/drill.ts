/**
 * What one drill did and measured, as plain data: terminal, JSON, JUnit and HTML are made from it and ask nothing else.
 * Every time is in milliseconds after `startedAt` by the controller's clock; what a node told has its clock's offset
 * removed already.
 */
export interface DrillReport {
  drill: DrillName;
  /** "haproxy killed". */
  title: string;
  /** The host that the fault was done to. */
  host: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped, one sentence each, worst first; empty when it passed. */
  problems: string[];
  /** Milliseconds since the epoch, controller's clock. */
  startedAt: number;
  durationMs: number;
  /** When the fault was there and when it was taken back; null where it never came so far. */
  fault: { at: number; undoneAt: number | null } | null;
  /** One for each VIP of the cluster, also those that the fault does not concern. */
  vips: VipMeasurement[];
  /** What happened, in order: for the timeline. */
  marks: DrillMark[];
  /** How far a time that a node told can be off: half a round trip of the clock comparison, and its drift. */
  clockErrorMs: Record<string, number>;
  /** What was not as before when the drill was over; empty: everything was. */
  leftBehind: string[];
}

/** What a VIP is for: keepalived's checks look at it. */
export const services = ['haproxy', 'nginx', 'mariadb'] as const;
export type Service = (typeof services)[number];

/** Done to a server behind the balancers: they must go past it, and no VIP may move. */
export const serverDrills = ['real-server-down', 'database-down'] as const;
export type ServerDrill = (typeof serverDrills)[number];

export const drillNames = [
  'haproxy-stopped',
  'haproxy-killed',
  'nginx-stopped',
  'nginx-killed',
  'mariadb-stopped',
  'mariadb-killed',
  'backends-down',
  'keepalived-stopped',
  'keepalived-killed',
  'link-down',
  'power-cut',
  'reboot',
  'vrrp-blocked',
  'server-down',
  ...serverDrills,
] as const;
export type DrillName = (typeof drillNames)[number];

/** Done to a node that may hold a VIP. */
export type PairDrill = Exclude<DrillName, ServerDrill>;

export function isServerDrill(drill: DrillName): drill is ServerDrill {
  return serverDrills.some((one) => one === drill);
}

/** The service that a drill is about; null: it is about none of them. */
export function serviceOf(drill: DrillName): Service | null {
  if (drill === 'server-down' || drill === 'backends-down') return 'haproxy';
  return services.find((service) => drill.startsWith(`${service}-`)) ?? null;
}

export interface VipMeasurement {
  name: string;
  address: string;
  port: number;
  /** Who holds it, in order of `from`; two spans that overlap are a split brain. `to` null: to the end of the drill. */
  holders: { host: string; from: number; to: number | null }[];
  /** One every `probeEveryMs`, in order of `at` (when it was begun). `error` null: it was answered in full. */
  probes: { at: number; ms: number; error: string | null }[];
  probeEveryMs: number;
  /** From the end of the last probe that was answered to the end of the first that was again; 0 where none failed. The longest such gap. */
  outageMs: number;
  /** How much longer or shorter the outage can have been. */
  errorMs: number;
  /** What the deployed configuration promises, computed. */
  bound: OutageBound;
  failedProbes: number;
  noHolderMs: number;
  splitBrainMs: number;
  /** From the end of the fault until the VIP was back on the host that held it before; absent where it did not move. */
  failbackMs?: number;
}

/** An upper bound of an outage with its derivation, so that a reader can follow it. */
export interface OutageBound {
  outageMs: number;
  /** Whether the fault must move the VIP to another host. */
  moves: boolean;
  /** It may move but need not: systemd may bring the service back before a check has seen it. Absent: `moves` says all. */
  mayMove?: boolean;
  /** Upper bound of the time in which two hosts may hold the VIP; 0 for every fault but a blocked VRRP. */
  splitBrainMs: number;
  /** Upper bound until it is back after the fault has ended; null where it stays where it is. */
  failbackMs: number | null;
  /** The sum, term by term: `{ what: "check interval × fall", ms: 2000 }`. */
  terms: { what: string; ms: number }[];
}

export interface DrillMark {
  at: number;
  /** `detect`: a node has seen it; `takeover`: a host took the VIP; `lost`/`back`: the VIP stopped and began to answer. */
  kind: 'fault' | 'detect' | 'takeover' | 'lost' | 'back' | 'undo' | 'failback' | 'healthy';
  text: string;
  host?: string;
  vip?: string;
}
