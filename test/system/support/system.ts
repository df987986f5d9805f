import type { DrillName } from '../../../src/core/drill.ts';

/** A reference system as it stands in the lab. */
export interface System {
  /** Its letter and, behind a dash, its kind of node; also what `lab system` calls it. */
  name: string;
  /** Its inventory in test/lab/inventory. */
  cluster: string;
  /** Names in the lab by names in the inventory. */
  nodes: Record<string, string>;
  /** More hosts of the lab that it needs. */
  others?: string[];
  /** What else it promises, proven once it stands. */
  proofs?: Proof[];
  /** Drills that hadeploy does and measures itself, each on its host. */
  failover?: Failover[];
  /** Drills that it has no fault for: the lab does them. */
  drills?: Drill[];
  /** sh on these nodes before the first look, by their names in the lab: what a site has there already. */
  prepare?: Record<string, string>;
}

export interface Failover {
  host: string;
  drills: DrillName[];
  /** What hadeploy may promise at most, where it is written here a second time. */
  bounds?: Partial<Record<DrillName, Term[]>>;
}

export interface Proof {
  what: string;
  prove: () => Promise<void>;
}

export interface Drill {
  what: string;
  /** Inventory name of the host that it is done to. */
  on: string;
  /** What is asked every 20 ms: ADDRESS[:PORT] over HTTP; tcp:ADDRESS:PORT for a service that speaks first. */
  ask: string;
  fault(): Promise<unknown>;
  undo(): Promise<unknown>;
  /** How long requests may fail, term by term. */
  bound: Term[];
  /** What must be true while the fault is there and the bound is over. */
  meanwhile?(): Promise<void>;
  /** What must come true after the undo. */
  returned?(): Promise<void>;
}

export interface Term {
  what: string;
  ms: number;
}
