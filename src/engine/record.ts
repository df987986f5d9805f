import { createHash } from 'node:crypto';
import type { Change } from '../core/change.ts';
import type { RecordedChange } from '../core/record.ts';

export function recordOf(change: Change): RecordedChange {
  const { id, step, kind, title } = change;
  const base = { id, step, kind, title };
  switch (change.op) {
    case 'file':
      return {
        ...base,
        op: 'file',
        path: change.path,
        sha256: change.after && createHash('sha256').update(change.after.content).digest('hex'),
        validator: change.validator ?? null,
      };
    case 'directory':
      return { ...base, op: 'directory', path: change.path, existed: change.before !== null };
    case 'sysctl':
      return { ...base, op: 'sysctl', key: change.key, before: change.before, after: change.after };
    case 'package':
      return { ...base, op: 'package', names: change.names };
    case 'service':
      return {
        ...base,
        op: 'service',
        unit: change.unit,
        before: change.before,
        after: change.after,
        action: change.action,
        vrrpConfig: change.vrrpConfig,
      };
    case 'command':
      return {
        ...base,
        op: 'command',
        run: change.run,
        undo: 'run' in change.undo ? change.undo.run : null,
      };
    case 'wait':
      return { ...base, op: 'wait' };
  }
}
