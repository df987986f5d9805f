import type { Place } from '../core/place.ts';
import type { Severity } from './finding.ts';
import type { NodeView, PairView } from './view.ts';

/** What a rule has seen. */
export interface Observation {
  /** Where; null: what is missing altogether. */
  at: Place | null;
  /** Whose file it is; of a rule for one node it need not be said. */
  node?: string | null;
  message: string;
  /** Where it can be said more closely than the rule does. */
  fix?: string;
  /** Where it is another than the rule's. */
  severity?: Severity;
}

interface Text {
  /** Number in the catalogue. Never given to another rule. */
  id: string;
  severity: Severity;
  /** What must hold, in one line: "both nodes have the same VRID". */
  title: string;
  /** What happens where it does not hold, and why the daemons' own checkers do not see it. */
  why: string;
  fix: string;
  /** How it is known: section of an RFC, man page, issue, or what was measured. */
  source: string;
}

/** A rule for the files of one node. */
export interface NodeRule extends Text {
  scope: 'node';
  check(node: NodeView): Observation[];
}

/** A rule for the nodes of a cluster against each other. */
export interface PairRule extends Text {
  scope: 'pair';
  check(pair: PairView): Observation[];
}

/** A rule for all clusters of a project against each other. */
export interface ProjectRule extends Text {
  scope: 'project';
  check(clusters: PairView[]): Observation[];
}

/** Seen only on a running node: `hadeploy verify` tells it, with this check. */
export interface LiveRule extends Text {
  scope: 'live';
  verifiedBy: string;
}

export type Rule = NodeRule | PairRule | ProjectRule | LiveRule;
