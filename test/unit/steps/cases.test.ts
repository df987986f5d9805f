import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  nothingPending,
  type Facts,
  type FileFact,
  type UnitFact,
} from '../../../src/core/facts.ts';
import { Unplannable, type PlannedStep } from '../../../src/core/step.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';
import { factsOf } from '../engine/facts.ts';

/**
 * One situation of one step kind: what the node is, what is asked, what is planned. `refused`: the words of
 * an `Unplannable`; `invalid`: those of the schema.
 */
interface Case {
  about: string;
  params: unknown;
  facts?: {
    files?: Record<string, string | Record<string, unknown>>;
    units?: Record<string, Partial<UnitFact>>;
  } & Partial<Omit<Facts, 'files' | 'units'>>;
  changes?: Record<string, unknown>[];
  refused?: string;
  invalid?: string;
}

const root = join(import.meta.dirname, '../../cases');

for (const kind of Object.keys(stepKinds)) {
  const files = readdirSync(join(root, kind)).sort();
  const cases = files.map((file) => ({
    file: basename(file, '.yaml'),
    given: parse(readFileSync(join(root, kind, file), 'utf8')) as Case,
  }));

  describe(kind, () => {
    it('has a case in which there is nothing to do', () => {
      expect(cases.filter(({ given }) => given.changes?.length === 0)).not.toEqual([]);
    });

    it.each(cases)('$file: $given.about', ({ given }) => {
      const step = stepKinds[kind];
      if (step === undefined) throw new Error(kind);
      const params = step.params.safeParse(withBuffers(given.params));
      if (given.invalid !== undefined) {
        expect(params.error?.message).toMatch(new RegExp(given.invalid));
        return;
      }
      if (!params.success) throw params.error;
      const facts = factsFrom(given.facts ?? {});
      if (given.refused !== undefined) {
        expect(() => step.plan(facts, params.data)).toThrow(new RegExp(given.refused));
        expect(() => step.plan(facts, params.data)).toThrow(Unplannable);
        return;
      }
      const planned = step.plan(facts, params.data);
      expect(planned.map(readable)).toMatchObject(given.changes ?? []);
      expect(planned).toHaveLength(given.changes?.length ?? 0);
      // Pure: the same again, and the facts as they were.
      expect(step.plan(facts, params.data)).toEqual(planned);
      expect(facts).toEqual(factsFrom(given.facts ?? {}));
      expect(step.needs(params.data)).toEqual(step.needs(params.data));
    });
  });
}

/** `content` of a file is text in the cases. */
function withBuffers(params: unknown): unknown {
  const { content, ...rest } = params as { content?: unknown };
  if (Array.isArray(params) || typeof content !== 'string') return params;
  return { ...rest, content: Buffer.from(content) };
}

function factsFrom({ files = {}, units = {}, ...rest }: NonNullable<Case['facts']>): Facts {
  return factsOf({
    ...rest,
    pending: { ...nothingPending, ...rest.pending },
    files: Object.fromEntries(
      Object.entries(files).map(([path, fact]) => [path, fileFact(fact)] as const),
    ),
    units: Object.fromEntries(
      Object.entries(units).map(([unit, fact]) => [unit, { ...runningUnit, ...fact }] as const),
    ),
  });
}

const runningUnit: UnitFact = {
  load: 'loaded',
  active: 'active',
  sub: 'running',
  enabled: 'enabled',
  canReload: true,
  mainPid: 100,
  activeSinceUs: 1,
  changedAtUs: 1,
  restarts: 0,
  restart: '',
};

/** "absent", "directory", or the fields of a file with its content as text. */
function fileFact(given: string | Record<string, unknown>): FileFact {
  const owned = { mode: '0755', owner: 'root', group: 'root', mtime: 1, size: 0 };
  if (given === 'absent') return { type: 'absent' };
  if (typeof given === 'string') return { type: given as 'directory', ...owned };
  const { content, ...rest } = given;
  const fact = { type: 'file' as const, ...owned, mode: '0644', ...rest };
  if (typeof content !== 'string') return fact;
  const bytes = Buffer.from(content);
  return { ...fact, size: bytes.length, sha256: digest(bytes), content: bytes };
}

function readable(step: PlannedStep): unknown {
  return JSON.parse(
    JSON.stringify(step, function (this: Record<string, unknown>, key, value: unknown) {
      const original = this[key];
      return Buffer.isBuffer(original) ? original.toString() : value;
    }),
  );
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
