import type { DrillName, OutageBound } from '../core/drill.ts';
import type { Dial } from '../core/session.ts';
import type { NodeLink } from './drill-node.ts';
import type { DrillParams } from './node-script.ts';
import type { ProbeTarget } from './prober.ts';
import type { Planned } from './schedule.ts';

export interface DrilledVip extends ProbeTarget {
  /** Each has a name of its own: several VIPs of one instance are told apart by their addresses. */
  name: string;
  /** Its VRRP instance; null: the address of a balancer that stands alone. */
  instance: string | null;
}

/** Asked of a drill's VIP. */
export interface DrillQuestion {
  fault: DrillName;
  /** The host that the fault is done to. */
  victim: string;
  /** The host that holds the VIP before. */
  holder: string;
  /** How long the fault stays. */
  faultMs?: number;
}

/** Everything that the drills of one run have in common. */
export interface DrillField {
  /** Names the lease, the directories and the units on the nodes. */
  run: string;
  /** Those that may hold a VIP. */
  nodes: NodeLink[];
  /** Any host of the cluster: a fault may be done to a server behind the nodes. */
  link(host: string): NodeLink;
  vips: DrilledVip[];
  /** From where the VIPs are asked. */
  dial: Dial;
  probeEveryMs: number;
  params(host: string, drill: DrillName | null): DrillParams;
  boundOf(vip: DrilledVip, question: DrillQuestion): OutageBound;
  /** Until haproxy takes a server out that refuses connections. */
  serverDownMs: number;
  /** After a fault, until every balancer has its servers again. */
  serversBackMs: number;
  /** Why this drill says nothing here; null: it does. What only the node knows, it says itself. */
  unfit(planned: Planned): string | null;
  /** With the fault there and its time over: who has not seen it, one sentence each. */
  unseen(planned: Planned): Promise<string[]>;
  /** What is wrong with the pair now, one sentence each; empty: healthy. */
  health(): Promise<string[]>;
  /** Aborted: take the fault back, wait until all is healthy, stop. */
  interrupt: AbortSignal;
}
