import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { FileChange, FileState } from '../core/change.ts';
import type { FileFact, Facts } from '../core/facts.ts';
import { Secret } from '../core/secret.ts';
import { Unplannable, type PlannedStep, type StepKind } from '../core/step.ts';
import { absolutePath, accountName, fileMode, requireParent } from './path.ts';

const presentFile = z
  .strictObject({
    path: absolutePath,
    content: z.instanceof(Buffer),
    mode: fileMode.optional(),
    owner: accountName.default('root'),
    group: accountName.default('root'),
    validate: z.string().optional(),
    restores: z.boolean().optional(),
    secrets: z.array(z.instanceof(Secret)).default([]),
  })
  .superRefine(({ mode, secrets }, context) => {
    const [held] = secrets;
    if (held === undefined || mode === undefined || !isForEverybody(mode)) return;
    context.addIssue({
      code: 'custom',
      path: ['mode'],
      message: `everybody on the node could read the secret \`${held.name}\` in this file\nwrite "0640" or "0600", or leave the mode out`,
    });
  })
  .transform((file) => ({ ...file, mode: file.mode ?? defaultMode(file.secrets) }));
const absentFile = z.strictObject({ path: absolutePath, absent: z.literal(true) });
const params = z.union([presentFile, absentFile]);

export type FileParams = z.infer<typeof params>;

/** One file, whole: content, mode, owner. The content has been rendered before it comes here. */
export const fileStep: StepKind<FileParams> = {
  kind: 'file',
  about: 'A file with exactly this content, mode and owner; or no file at all (absent: true).',
  params: params,

  needs(file) {
    return 'absent' in file
      ? [{ query: 'file', path: file.path, unlessSha256: '-' }]
      : [
          { query: 'file', path: file.path, unlessSha256: sha256(file.content) },
          { query: 'file', path: parentOf(file.path) },
        ];
  },

  plan(facts, file) {
    return 'absent' in file ? planAbsence(facts, file.path) : planPresence(facts, file);
  },
};

function isForEverybody(mode: string): boolean {
  return (Number.parseInt(mode, 8) & 0o004) !== 0;
}

function defaultMode(secrets: Secret[]): string {
  return secrets.length > 0 ? '0640' : '0644';
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function planPresence(facts: Facts, file: z.infer<typeof presentFile>): PlannedStep[] {
  const fact = facts.files[file.path] ?? { type: 'absent' };
  const before = stateBefore(fact, file.path);
  const after: FileState = {
    content: file.content,
    mode: file.mode,
    owner: file.owner,
    group: file.group,
  };
  if (fact.type === 'file' && before !== null && sameFile(fact, after)) return [];
  const predicted = requireParent(facts, file.path) === 'predicted';
  const change: FileChange = {
    op: 'file',
    path: file.path,
    before,
    after,
    beforeSha256: hashBefore(fact),
    secrets: file.secrets,
  };
  if (file.validate !== undefined) change.validator = file.validate;
  if (file.restores !== undefined) change.restores = file.restores;
  const verb = before === null ? 'create' : 'change';
  return [{ ...change, title: `${verb} ${file.path}`, predicted }];
}

function planAbsence(facts: Facts, path: string): PlannedStep[] {
  const fact = facts.files[path] ?? { type: 'absent' };
  const before = stateBefore(fact, path);
  if (before === null) return [];
  return [
    {
      op: 'file',
      path,
      before,
      after: null,
      beforeSha256: hashBefore(fact),
      secrets: [],
      title: `remove ${path}`,
    },
  ];
}

function hashBefore(fact: FileFact): string | null {
  return fact.type === 'file' ? (fact.sha256 ?? null) : null;
}

function stateBefore(fact: FileFact, path: string): FileChange['before'] {
  if (fact.type === 'absent') return null;
  if (fact.type !== 'file') {
    throw new Unplannable(
      `${path} is a ${fact.type === 'other' ? 'special file' : fact.type}, not a file`,
      'hadeploy replaces plain files only: move it away or choose another path',
    );
  }
  const state = { mode: fact.mode, owner: fact.owner, group: fact.group };
  return fact.content === undefined ? state : { ...state, content: fact.content };
}

function sameFile(fact: Extract<FileFact, { mode: string }>, after: FileState): boolean {
  return (
    fact.sha256 === sha256(after.content) &&
    fact.mode === after.mode &&
    fact.owner === after.owner &&
    fact.group === after.group
  );
}
