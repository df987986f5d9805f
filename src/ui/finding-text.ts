import type { Finding, Severity } from '../lint/finding.ts';
import type { Rule } from '../lint/rule.ts';
import { excerpt } from './failure-input.ts';
import type { FailureContext } from './failure-text.ts';
import type { Paint } from './paint.ts';
import { wrap } from './width.ts';

/** Prose that is wider is hard to read, however wide the terminal is. */
const WIDEST_PROSE = 96;

export interface FindingContext {
  paint: Paint;
  /** The line of a file, as the file is called in findings. */
  readLine: NonNullable<FailureContext['readLine']>;
  mask: (text: string) => string;
  /** Of the terminal; none: lines are not broken. */
  columns?: number;
}

/** One finding: where, what, the line with a caret, what to do. Its words must be clean already. */
export function findingLines(finding: Finding, context: FindingContext): string[] {
  const { id, severity, node, file, line, column, message, fix } = finding;
  const { paint, columns = Infinity } = context;
  const where = file === null ? (node ?? 'pair') : [file, line, column].join(':');
  const place = file === null || line === null || column === null ? null : { file, line, column };
  const clock = (): number => 0;
  const start = `${where}  ${severity}  ${id}  `;
  // Our own colours would be counted as signs.
  const [head = '', ...more] = wrap(`${start}${message}`, columns - 2);
  const colored = `${paint.bold(where)}  ${painted(severity, paint)}  ${id}  `;
  return [
    head.startsWith(start) ? `${colored}${head.slice(start.length)}` : head,
    ...more.map((text) => `  ${text}`),
    ...(place === null ? [] : excerpt(place, { ...context, clock })),
    ...wrap(fix, columns - 4).map((text, index) => `  ${index === 0 ? '→' : ' '} ${text}`),
  ];
}

/** What was looked at, and what is not shown. */
export interface Tally {
  nodes: number;
  rules: number;
  findings: readonly Finding[];
  /** Whether notes are among what was shown. */
  all: boolean;
  allowed: number;
}

/** "2 errors, 1 warning; 3 notes not shown (--all); 1 allowed by a comment". */
export function tallyLine({ nodes, rules, findings, all, allowed }: Tally, paint: Paint): string {
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const found = (['error', 'warning', 'note'] as const)
    .filter((severity) => count(severity) > 0 && (all || severity !== 'note'))
    .map((severity) => counted(count(severity), severity));
  const hidden = all ? 0 : count('note');
  const more = [
    ...(hidden === 0 ? [] : [`${counted(hidden, 'note')} not shown (--all)`]),
    ...(allowed === 0 ? [] : [`${allowed} allowed by a comment`]),
  ];
  const none = hidden === 0 ? 'no findings' : 'no errors, no warnings';
  const clean = `${paint.green('✔')} ${none} in ${counted(nodes, 'node')} (${counted(rules, 'rule')})`;
  return [found.length === 0 ? clean : found.join(', '), ...more].join('; ');
}

/** The catalogue, a line each. */
export function catalogueLines(rules: readonly Rule[], paint: Paint): string[] {
  return rules.map(({ id, severity, scope, title }) =>
    [
      paint.bold(id.padEnd(8)),
      painted(severity, paint) + ' '.repeat(7 - severity.length),
      scope.padEnd(7),
      title,
    ].join('  '),
  );
}

/** All that is known of one rule. */
export function ruleLines(rule: Rule, paint: Paint, columns = WIDEST_PROSE): string[] {
  const wrapped = (text: string): string[] => wrap(text, Math.min(columns, WIDEST_PROSE));
  const { id, severity, scope, title, why, fix, source } = rule;
  const seen =
    rule.scope === 'live'
      ? ['', `Seen on a running node only: hadeploy verify, ${rule.verifiedBy}`]
      : [];
  return [
    `${paint.bold(id)}  ${painted(severity, paint)}  ${scope}`,
    ...wrapped(`${title.charAt(0).toUpperCase()}${title.slice(1)}.`),
    '',
    ...wrapped(why),
    '',
    ...wrapped(`→ ${fix}`),
    ...seen,
    '',
    ...wrapped(`Source: ${source}`).map((line) => paint.dim(line)),
  ];
}

function painted(severity: Severity, paint: Paint): string {
  const paints = { error: paint.red, warning: paint.yellow, note: paint.cyan };
  return paints[severity](severity);
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
