import { basename } from 'node:path';
import type { FoundError } from './check.ts';

/** Why lint is right to call it an error. */
export interface Judgement {
  rule: string;
  why: string;
  /** How the lines begin that are meant. */
  lines: RegExp;
  /** File, without its directories, and the versions that have such lines. */
  files: Record<string, readonly string[]>;
}

export interface Judged {
  /** What no judgement speaks of. */
  unjudged: FoundError[];
  /** Judgements of this version that meet nothing any more. */
  stale: string[];
}

/** A version that no judgement names is judged by all of them. */
export function judge(
  errors: FoundError[],
  judgements: readonly Judgement[],
  version: string,
): Judged {
  const isKnown = judgements.some(({ files }) => Object.values(files).flat().includes(version));
  const met = new Set<string>();
  const unjudged = errors.filter((error) => {
    const file = basename(error.file);
    const of = judgements.filter(({ rule, lines, files }) => {
      const versions = rule === error.rule ? (files[file] ?? []) : [];
      const isOfVersion = isKnown ? versions.includes(version) : versions.length > 0;
      return isOfVersion && error.text.search(lines) === 0;
    });
    for (const one of of) met.add(`${judgements.indexOf(one)} ${file}`);
    return of.length === 0;
  });
  const stale = judgements.flatMap(({ rule, lines, files }, index) =>
    Object.entries(files)
      .filter(([file, versions]) => versions.includes(version) && !met.has(`${index} ${file}`))
      .map(([file]) => `${rule} in ${file}, ${String(lines)}`),
  );
  return { unjudged, stale };
}
