import { AssertionError, LiquidError } from 'liquidjs';
import type { Place, Problem } from '../core/failure.ts';
import { Secret } from '../core/secret.ts';
import { oneLine, shorten } from '../core/text.ts';
import { suggestion } from '../inventory/nearest.ts';
import { Refused, type Scope } from './liquid-engine.ts';
import type { TemplateSource } from './template.ts';
import { fileWithText } from './template-files.ts';

/** What liquidjs threw, as a problem with its place in the template and the nearest known name. */
export function problemOf(error: unknown, source: TemplateSource, scope: Scope): Problem {
  if (!LiquidError.is(error)) {
    if (error instanceof Refused) {
      return { message: error.message, hint: error.hint, place: startOf(source) };
    }
    // A limit of its own that is met outside of any tag.
    if (error instanceof AssertionError) {
      return { message: oneLine(error.message), place: startOf(source) };
    }
    throw error;
  }
  const cause: unknown = (error as { originalError?: unknown }).originalError;
  const place = placeOf(error, source);
  if (cause instanceof Refused) {
    const expression = expressionOf(error);
    const subject = cause.message.startsWith('has ') || cause.message.startsWith('is ');
    const message = subject ? `\`${expression}\` ${cause.message}` : cause.message;
    return { message, place, hint: cause.hint };
  }
  const missing = (cause as { variableName?: unknown } | undefined)?.variableName;
  if (typeof missing === 'string') {
    const hint = hintFor(missing, scope);
    return {
      message: `undefined variable \`${oneLine(missing)}\``,
      place,
      ...(hint === undefined ? {} : { hint }),
    };
  }
  return { message: plainMessage(error, cause), place };
}

function startOf(source: TemplateSource): Place {
  return source.place ?? { file: source.file, line: 1, column: 1 };
}

interface LiquidToken {
  file?: string;
  content?: string;
  input: string;
  getPosition(): [number, number];
}

function placeOf(error: LiquidError, source: TemplateSource): Place {
  const token = (error as unknown as { token: LiquidToken }).token;
  if (source.place && token.input === source.text) return source.place;
  const [line, column] = token.getPosition();
  const partial =
    token.file === undefined && token.input !== source.text
      ? fileWithText(token.input, source.partials)
      : null;
  return { file: token.file ?? partial ?? source.file, line, column };
}

function expressionOf(error: LiquidError): string {
  const { content } = (error as unknown as { token: LiquidToken }).token;
  return shorten(oneLine(content ?? 'the value'), 60);
}

/** Without the place that liquidjs appends. */
function plainMessage(error: LiquidError, cause: unknown): string {
  const text = cause instanceof Error ? cause.message : error.message;
  return oneLine(text.replace(/, (file:.*, )?line:\d+, col:\d+$/, ''));
}

/** Of the inventory, by name in templates. */
const sections = ['haproxy', 'nginx', 'lvs', 'vrrp'];

function hintFor(path: string, scope: Scope): string | undefined {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0 && sections.includes(first)) {
    return `the inventory has no \`${first}:\` section, which this template needs`;
  }
  return suggestion(rest.at(-1) ?? first, wordsNear(path, scope));
}

/** The names beside the missing one; where those are unknown (a loop's variable), all names there are. */
function wordsNear(path: string, scope: Scope): string[] {
  const parents = path.split('.').slice(0, -1);
  let beside: unknown = scope;
  for (const part of parents) {
    beside = (beside as Record<string, unknown> | null | undefined)?.[part];
  }
  if (typeof beside === 'object' && beside !== null) return Object.keys(beside);
  return [...new Set(allNames(scope))];
}

function allNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || value instanceof Secret) return [];
  if (Array.isArray(value)) return value.flatMap(allNames);
  return Object.entries(value).flatMap(([key, item]) => [key, ...allNames(item)]);
}
