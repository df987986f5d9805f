import type { Failure, Place, Problem } from '../core/failure.ts';
import { knownSpans, replaceSpans } from '../core/mask.ts';
import { oneLine, visible } from '../core/text.ts';
import type { FailureContext, FailureText } from './failure-text.ts';
import { widthOf } from './width.ts';

/** All problems at once, each with the line it stands on. */
export function inputText(
  { problems, hint }: Failure & { reason: 'bad-input' },
  context: FailureContext,
): FailureText {
  const files = new Set(problems.flatMap((problem) => problem.place?.file ?? []));
  const where = files.size === 1 ? ` in ${[...files].join('')}` : '';
  const what = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return {
    title: `${what}${where}${context.connected === true ? '' : '; no connection was made'}`,
    body: problems.flatMap((problem, i) => [
      ...(i === 0 ? [] : ['']),
      ...problemLines(problem, context),
    ]),
    hint: hint === undefined ? [] : [hint],
  };
}

function problemLines(problem: Problem, context: FailureContext): string[] {
  const { place, line } = problem;
  const lines = line === undefined ? context : { ...context, readLine: () => line };
  const where = [
    place === undefined ? '' : `${place.file}:${place.line}:${place.column}`,
    problem.path ?? '',
  ];
  const head = where
    .filter((part) => part !== '')
    .map(oneLine)
    .join('  ');
  const message = problem.message.split('\n').map((line) => (head === '' ? line : `  ${line}`));
  return [
    ...(head === '' ? [] : [head]),
    ...message,
    ...(place === undefined ? [] : excerpt(place, lines)),
    ...(problem.hint === undefined ? [] : [`  → ${oneLine(problem.hint)}`]),
  ];
}

/** The line with a caret under the column; a long line is cut around it. */
export function excerpt(place: Place, { readLine, mask }: FailureContext): string[] {
  const source = readLine?.(place) ?? null;
  if (source === null || source.trim() === '') return [];
  const shown = (text: string): string => {
    const masked = replaceSpans(text, knownSpans(text));
    return visible((mask ?? String)(masked)).replaceAll('\t', ' ');
  };
  const line = shown(source);
  const before = shown(source.slice(0, place.column - 1));
  const cut = Math.max(0, before.length - 40);
  const gutter = `  ${String(place.line).padStart(4)} | `;
  const text = `${cut > 0 ? '…' : ''}${line.slice(cut, cut + 70)}${line.length > cut + 70 ? '…' : ''}`;
  // Behind a masked value the columns no longer fit: better no caret than a wrong one.
  if (!line.startsWith(before)) return [gutter + text];
  const caret = ' '.repeat(widthOf(before.slice(cut)) + (cut > 0 ? 1 : 0));
  return [gutter + text, `${' '.repeat(7)}| ${caret}^`];
}
