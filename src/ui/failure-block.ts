import type { Failure } from '../core/failure.ts';
import { describeFailure, type FailureContext, type FailureText } from './failure-text.ts';
import type { Paint } from './paint.ts';
import { widthOf, wrap } from './width.ts';

export interface BlockOptions extends FailureContext {
  paint: Paint;
  columns: () => number;
}

/** All failures of a run. The same one of several hosts is told once, with all their names. */
export function failureBlocks(failures: Failure[], after: string, options: BlockOptions): string[] {
  const merged = new Map<string, { failure: Failure; hosts: string[] }>();
  for (const failure of failures) {
    const key = JSON.stringify({ ...failure, host: '', address: '' });
    const same = merged.get(key) ?? { failure, hosts: [] };
    if ('host' in failure && !same.hosts.includes(failure.host)) same.hosts.push(failure.host);
    merged.set(key, same);
  }
  const all = [...merged.values()];
  return all.flatMap(({ failure, hosts }, i) => {
    const text = cleaned(describeFailure(failure, options), options);
    const title =
      hosts.length < 2 ? text.title : text.title.replace(hosts[0] ?? '', hosts.join(' and '));
    // What was left behind is said once, with the last.
    const last = i === all.length - 1 && failure.reason !== 'bad-input';
    return [
      ...(i === 0 ? [] : ['']),
      ...blockLines({ ...text, title }, last ? after : '', options),
    ];
  });
}

/** Title, evidence, aftermath, what to do. */
function blockLines(text: FailureText, after: string, { paint, columns }: BlockOptions): string[] {
  const width = Math.max(40, columns()) - 2;
  const [first = '', ...rest] = wrap(text.title, width);
  const loud = (line: string): string => paint.bold(paint.red(line));
  return [
    loud(`✖ ${first}`),
    ...[...rest].map((line) => loud(`  ${line}`)),
    ...text.body
      .flatMap((line) => fold(line, width))
      .map((line) => (line === '' ? '' : `  ${line}`)),
    ...(after === '' ? [] : wrap(after, width).map((line) => paint.bold(`  ${line}`))),
    ...text.hint.flatMap((hint) => hintLines(hint, width, paint)),
  ];
}

/** What follows the first line of a hint is a command: never broken, so that it can be copied. */
function hintLines(hint: string, width: number, paint: Paint): string[] {
  const [words = '', ...commands] = hint.split('\n');
  const arrow = (i: number): string => (i === 0 ? paint.cyan('→') : ' ');
  return [
    ...wrap(words, width - 2).map((line, i) => `  ${arrow(i)} ${line}`),
    ...commands.map((command) => `      ${command}`),
  ];
}

/** Evidence keeps its spaces where it fits. */
function fold(line: string, width: number): string[] {
  return widthOf(line) <= width ? [line] : wrap(line, width);
}

function cleaned(text: FailureText, { mask = (same) => same }: FailureContext): FailureText {
  return { title: mask(text.title), body: text.body.map(mask), hint: text.hint.map(mask) };
}
