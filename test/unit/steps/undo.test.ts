import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/core/change.ts';
import type { FileFact, UnitFact } from '../../../src/core/facts.ts';
import type { RecordedChange, TransactionRecord } from '../../../src/core/record.ts';
import { planHost } from '../../../src/engine/plan.ts';
import { sha256 } from '../../../src/steps/file.ts';
import { undoSteps } from '../../../src/steps/undo.ts';
import { factsOf } from '../engine/facts.ts';
import { hostOf } from '../engine/fake-pair.ts';

/** What several transactions have done to one node, undone as one. */

type Recorded = RecordedChange extends infer Each
  ? Each extends RecordedChange
    ? Omit<Each, 'step' | 'kind' | 'title'>
    : never
  : never;

const owned = { mode: '0644', owner: 'root', group: 'root' };

function recordOf(day: number, changes: Recorded[], backups: Record<string, string> = {}) {
  return {
    id: `2026010${day}T000000Z-abcdef`,
    changes: changes.map((change) => ({ ...change, step: 'x', kind: change.op, title: change.id })),
    backups: new Map(
      Object.entries(backups).map(([id, text]) => [id, { ...owned, content: Buffer.from(text) }]),
    ),
  } as TransactionRecord;
}

interface Given {
  /** null: a directory. */
  files?: Record<string, string | null>;
  /** Whether they run. */
  units?: Record<string, boolean>;
}

function changes(records: TransactionRecord[], given: Given): Change[] {
  const state = { owner: 'root', group: 'root', mtime: 1 };
  const files = Object.entries(given.files ?? {}).map(([path, text]): [string, FileFact] => {
    const content = Buffer.from(text ?? '');
    return text === null
      ? [path, { type: 'directory', ...state, mode: '0755', size: 0 }]
      : [
          path,
          {
            type: 'file',
            ...state,
            mode: '0644',
            size: text.length,
            sha256: sha256(content),
            content,
          },
        ];
  });
  const units = Object.entries(given.units ?? {}).map(([unit, active]): [string, UnitFact] => [
    unit,
    {
      load: 'loaded',
      active: active ? 'active' : 'inactive',
      sub: active ? 'running' : 'dead',
      enabled: 'enabled',
      canReload: true,
      mainPid: 1,
      activeSinceUs: 1,
      changedAtUs: 1,
      restarts: 0,
      restart: 'no',
    },
  ]);
  const facts = factsOf({ files: Object.fromEntries(files), units: Object.fromEntries(units) });
  return planHost({ host: hostOf('a', 100), steps: undoSteps(records), facts });
}

function planned(records: TransactionRecord[], given: Given = {}): string[] {
  return changes(records, given).map((one) => (one.op === 'command' ? one.run : one.title));
}

describe('commands', () => {
  const command = (run: string, undo: string): Recorded => ({
    id: '01-run',
    op: 'command',
    run,
    undo,
  });

  it('done, undone and done again: undone as often, the newest first', () => {
    const records = [
      recordOf(1, [command('create', 'drop')]),
      recordOf(2, [command('drop', 'create')]),
      recordOf(3, [command('create', 'drop')]),
    ];
    expect(planned(records)).toEqual(['drop', 'create', 'drop']);
  });

  it('two that have the same place in their plans are two', () => {
    const records = [
      recordOf(1, [command('create a', 'drop a')]),
      recordOf(2, [command('create b', 'drop b')]),
    ];
    expect(planned(records)).toEqual(['drop b', 'drop a']);
  });
});

describe('a directory that a transaction has made', () => {
  const made: Recorded[] = [
    { id: '01-d', op: 'directory', path: '/etc/d', existed: false },
    { id: '02-a', op: 'file', path: '/etc/d/a', sha256: null, validator: null },
  ];

  it('goes after what is in it, though a later one has changed its mode', () => {
    const records = [
      recordOf(1, made),
      recordOf(
        2,
        [
          { id: '01-d', op: 'directory', path: '/etc/d', existed: true },
          { id: '02-b', op: 'file', path: '/etc/d/b', sha256: null, validator: null },
        ],
        { '01-d.directory': '755 root root' },
      ),
    ];
    const files = { '/etc': null, '/etc/d': null, '/etc/d/a': 'a', '/etc/d/b': 'b' };
    expect(planned(records, { files })).toEqual([
      'remove /etc/d/b',
      'remove /etc/d/a',
      'remove directory /etc/d if empty',
    ]);
  });
});

describe('a service', () => {
  const path = '/etc/h.cfg';
  const unit = 'haproxy.service';
  const on = { enabled: true, active: true };
  const off = { enabled: true, active: false };
  const service = (before: typeof on, after: typeof on, action: string): Recorded => ({
    id: '02-s',
    op: 'service',
    unit,
    before,
    after,
    action,
    vrrpConfig: null,
  });
  const file: Recorded = { id: '01-f', op: 'file', path, sha256: null, validator: 'haproxy' };
  const files = { '/etc': null, [path]: 'new' };

  it('stopped by one and started by the next with a new file takes up the old one', () => {
    const records = [
      recordOf(1, [service(on, off, 'stop')]),
      recordOf(2, [file, service(off, on, 'start')], { '01-f': 'old' }),
    ];
    expect(planned(records, { files, units: { [unit]: true } })).toEqual([
      `change ${path}`,
      'reload haproxy',
    ]);
  });

  const validated = (before: typeof on, more: Recorded[] = []): string | undefined => {
    const record = recordOf(1, [file, service(before, on, 'reload'), ...more], { '01-f': 'old' });
    const units = { [unit]: true, 'nginx.service': true };
    const change = changes([record], { files, units }).find((one) => one.op === 'file');
    expect(change).toMatchObject({ title: `change ${path}`, restores: true });
    return change?.op === 'file' ? change.validator : undefined;
  };

  it('has its old file validated where it ran before, whatever else stops', () => {
    const nginx = { ...service(off, on, 'start'), id: '03-n', unit: 'nginx.service' } as Recorded;
    expect(validated(on)).toBe('haproxy');
    expect(validated(on, [nginx])).toBe('haproxy');
  });

  it('has not where it did not run: that may have been the file', () => {
    expect(validated(off)).toBeUndefined();
  });
});
