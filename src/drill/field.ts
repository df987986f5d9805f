import type { OutageBound } from '../core/drill.ts';
import type { Dial } from '../core/session.ts';
import type { BoundQuestion } from '../keepalived/timing.ts';
import type { NodeLink } from './drill-node.ts';
import type { DrillParams } from './node-script.ts';
import type { ProbeTarget } from './prober.ts';
import type { Planned } from './schedule.ts';

export interface DrilledVip extends ProbeTarget {
  /** Each has a name of its own: several VIPs of one instance are told apart by their addresses. */
  name: string;
  /** Its VRRP instance. */
  instance: string;
}

/** Everything that the drills of one run have in common. */
export interface DrillField {
  /** Names the lease, the directories and the units on the nodes. */
  run: string;
  nodes: NodeLink[];
  vips: DrilledVip[];
  /** From where the VIPs are asked. */
  dial: Dial;
  probeEveryMs: number;
  params(host: string): DrillParams;
  boundOf(question: BoundQuestion): OutageBound;
  /** Until haproxy takes a server out that refuses connections. */
  serverDownMs: number;
  /** Why this drill says nothing here; null: it does. What only the node knows, it says itself. */
  unfit(planned: Planned): string | null;
  /** What is wrong with the pair now, one sentence each; empty: healthy. */
  health(): Promise<string[]>;
  /** Aborted: take the fault back, wait until all is healthy, stop. */
  interrupt: AbortSignal;
}
