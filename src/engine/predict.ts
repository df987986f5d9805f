import { createHash } from 'node:crypto';
import type { Change } from '../core/change.ts';
import type { Facts, FileFact, UnitFact } from '../core/facts.ts';

/** The facts as this change will leave them: what the next step is planned against. Pure. */
export function predict(facts: Facts, change: Change): Facts {
  switch (change.op) {
    case 'file':
      return {
        ...withFile(
          facts,
          change.path,
          change.after === null ? { type: 'absent' } : fileFact(change.after),
        ),
        pending: {
          ...facts.pending,
          paths: [...facts.pending.paths, change.path],
          contents: {
            ...facts.pending.contents,
            [change.path]: {
              before: change.before === null ? null : change.before.content,
              after: change.after === null ? null : change.after.content,
            },
          },
        },
      };
    case 'directory':
      return {
        ...withFile(
          facts,
          change.path,
          change.after === null
            ? { type: 'absent' }
            : { type: 'directory', ...change.after, mtime: 0, size: 0 },
        ),
        pending: { ...facts.pending, paths: [...facts.pending.paths, change.path] },
      };
    case 'sysctl':
      return { ...facts, sysctls: { ...facts.sysctls, [change.key]: change.after } };
    case 'package':
      return {
        ...facts,
        packages: {
          ...facts.packages,
          ...Object.fromEntries(
            change.names.map((name) => {
              const candidate = facts.packages[name]?.candidate ?? null;
              return [name, { installed: candidate ?? 'newest', candidate }];
            }),
          ),
        },
        pending: { ...facts.pending, packages: [...facts.pending.packages, ...change.names] },
      };
    case 'service':
      return {
        ...facts,
        units: { ...facts.units, [change.unit]: unitFact(facts.units[change.unit], change.after) },
      };
    case 'command':
    case 'wait':
      return facts;
  }
}

function withFile(facts: Facts, path: string, fact: FileFact): Facts {
  return { ...facts, files: { ...facts.files, [path]: fact } };
}

function fileFact(after: {
  content: Buffer;
  mode: string;
  owner: string;
  group: string;
}): FileFact {
  const { content, ...metadata } = after;
  return {
    type: 'file',
    ...metadata,
    mtime: 0,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    content,
  };
}

function unitFact(
  known: UnitFact | undefined,
  after: { enabled: boolean; active: boolean },
): UnitFact {
  return {
    load: 'loaded',
    sub: after.active ? 'running' : 'dead',
    canReload: true,
    mainPid: 0,
    activeSinceUs: 0,
    changedAtUs: 0,
    restarts: 0,
    restart: '',
    ...known,
    active: after.active ? 'active' : 'inactive',
    enabled: after.enabled ? 'enabled' : 'disabled',
  };
}
