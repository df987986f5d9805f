import type { DrillReport } from '../core/drill.ts';
import type { CheckResult } from '../core/failure.ts';

/** What both reports are made of. The caller has sanitized and masked it (ui/clean-event.ts). */
export interface ReportData {
  cluster: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  durationMs: number;
  checks: CheckResult[];
  drills: DrillReport[];
}

/** Besides, for a page that stands alone. */
export interface PageData extends ReportData {
  title: string;
  /** Who ran it: "anna@laptop". */
  owner: string;
  hadeployVersion: string;
  hosts: string[];
  /** What the bounds were computed from, one row a parameter, its value on each host. */
  model?: { what: string; values: Record<string, string> }[];
}
