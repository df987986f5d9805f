import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { badInput } from '../core/failure.ts';
import { fingerprints } from '../engine/fingerprint.ts';
import type { ClusterPlan } from '../engine/plan.ts';
import type { CommonOptions } from './options.ts';

const savedPlan = z.object({
  hadeploy: z.literal('plan 1'),
  cluster: z.string(),
  limit: z.array(z.string()),
  tags: z.array(z.string()),
  hosts: z.record(
    z.string(),
    z.object({ facts: z.record(z.string(), z.string()), changes: z.string() }),
  ),
  /** For people who read the file. */
  titles: z.array(z.string()),
});

export type SavedPlan = z.infer<typeof savedPlan>;

/**
 * A plan as a file: fingerprints of the facts it rests on and of what it does. No content and no secret is
 * in it; `apply FILE` plans again and refuses unless both are the same.
 */
export function savePlan(
  plan: ClusterPlan,
  options: Pick<CommonOptions, 'limit' | 'tags'>,
): string {
  const saved: SavedPlan = {
    hadeploy: 'plan 1',
    cluster: plan.cluster.name,
    limit: options.limit,
    tags: options.tags,
    hosts: fingerprints(plan),
    titles: plan.hosts.flatMap(({ host, changes }) =>
      changes.map(({ title }) => `${host.name}: ${title}`),
    ),
  };
  return `${JSON.stringify(saved, null, 2)}\n`;
}

/** The saved plan in this file, or null when the word is no such file's name. Throws `bad-input` for a damaged one. */
export function readSavedPlan(word: string): SavedPlan | null {
  if (!word.endsWith('.json') && !word.includes('/')) return null;
  let text: string;
  try {
    text = readFileSync(word, 'utf8');
  } catch (error) {
    throw badInput({
      message: `${word}: ${(error as Error).message}`,
      hint: 'apply takes the name of a cluster, or a file written by `hadeploy plan --out FILE`',
    });
  }
  try {
    return savedPlan.parse(JSON.parse(text));
  } catch {
    throw badInput({
      message: `${word} is not a plan saved by this version of hadeploy`,
      hint: 'make it anew: hadeploy plan --out FILE',
    });
  }
}
