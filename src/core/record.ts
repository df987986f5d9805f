import type { UnitState } from './change.ts';

/** A change as the node remembers it: no content (that lies beside it, readable by root only), no secret. */
export type RecordedChange = { id: string; step: string; kind: string; title: string } & (
  | { op: 'file'; path: string; sha256: string | null; validator: string | null }
  | { op: 'directory'; path: string; existed: boolean }
  | { op: 'sysctl'; key: string; before: string | null; after: string }
  | { op: 'package'; names: string[] }
  | {
      op: 'service';
      unit: string;
      before: UnitState;
      after: UnitState;
      action: string;
      vrrpConfig: string | null;
    }
  | { op: 'command'; run: string; undo: string | null }
  | { op: 'wait' }
);

/** A confirmed transaction as one node remembers it. */
export interface TransactionRecord {
  id: string;
  changes: RecordedChange[];
  backups: Map<string, Backup>;
}

/** What was there before a change; see `stage_backup` in src/remote/transaction/30-stage.sh. */
export interface Backup {
  mode: string;
  owner: string;
  group: string;
  content: Buffer;
}
