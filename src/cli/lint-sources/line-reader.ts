import type { Place } from '../../core/failure.ts';
import type { LintSource } from './source.ts';

/** Nobody reads a longer one; and what hides passwords in it would take its time. */
const LONGEST = 2000;

/** The line that a finding points at, by the name that findings call its file. */
export function lineReader(sources: readonly LintSource[]): (place: Place) => string | null {
  const texts = new Map(
    sources.flatMap(({ subject, texts }) =>
      [...subject.nodes.flatMap(({ files }) => files), ...texts].map(
        ({ shown, text }): [string, string] => [shown, text],
      ),
    ),
  );
  const split = new Map<string, string[]>();
  return ({ file, line }) => {
    const lines = split.get(file) ?? texts.get(file)?.split('\n') ?? [];
    split.set(file, lines);
    const found = lines[line - 1]?.replace(/\r$/, '') ?? null;
    return found !== null && found.length > LONGEST ? null : found;
  };
}
