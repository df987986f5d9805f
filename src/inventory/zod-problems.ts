import type * as z from 'zod';
import type { Problem } from '../core/failure.ts';
import { suggestion } from './nearest.ts';
import { showValue } from './show.ts';
import { dotted, placeOf, type Path, type Tree } from './tree.ts';

/** What a schema said of a value, as problems that point into the user's file. */
export function problemsOf(error: z.ZodError, tree: Tree, base: Path = []): Problem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, tree, base));
}

/** Parses with messages made for people; the words known to an object travel with its issue. */
export function parseWith<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { data: T } | { error: z.ZodError } {
  const result = schema.safeParse(value, { error: explain });
  return result.success ? { data: result.data } : { error: result.error };
}

function problemsOfIssue(issue: z.core.$ZodIssue, tree: Tree, base: Path): Problem[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') {
    const known = knownWords(issue.message);
    return issue.keys.map((key) => ({
      message: `unknown key \`${showValue(key).slice(1, -1)}\``,
      place: placeOf(tree, [...path, key], 'key'),
      path: dotted([...path, key]),
      ...hintOf(suggestion(key, known)),
    }));
  }
  if (issue.code === 'invalid_union' && issue.message === zodsOwnWords) {
    return closest(issue.errors).flatMap((inner) =>
      problemsOfIssue({ ...inner, path: [...issue.path, ...inner.path] }, tree, base),
    );
  }
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0]?.message ?? 'is no name that can be used here';
    return [problem(inner, tree, path, 'key')];
  }
  return [problem(issue.message, tree, path, 'value')];
}

const zodsOwnWords = 'Invalid input';

/** Of a choice of shapes, what is wrong with the one that was meant: the right type at all, then the fewest mistakes. */
function closest(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] {
  const distance = (issues: z.core.$ZodIssue[]): number =>
    issues.length +
    (issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0) ? 1000 : 0);
  const sorted = branches.toSorted((one, other) => distance(one) - distance(other));
  return sorted[0] ?? [];
}

/** A message may carry its hint after a line break. */
function problem(text: string, tree: Tree, path: Path, at: 'key' | 'value'): Problem {
  const [message = '', hint] = text.split('\n');
  return { message, place: placeOf(tree, path, at), path: dotted(path), ...hintOf(hint) };
}

function hintOf(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

function explain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return wordsOf(issue.inst);
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing: ${article(issue.expected)}`
        : `must be ${article(issue.expected)}, not ${showValue(issue.input)}`;
    case 'invalid_value':
      return oneOf(issue.values, issue.input);
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be at least ${issue.minimum}, not ${showValue(issue.input)}`
        : 'must not be empty';
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be at most ${issue.maximum}, not ${showValue(issue.input)}`
        : `must not be longer than ${issue.maximum}`;
    default:
      return undefined;
  }
}

function oneOf(values: unknown[], input: unknown): string {
  const words = values.map(String);
  if (input === undefined) return `is missing: one of ${words.join(', ')}`;
  const hint = typeof input === 'string' ? suggestion(input, words) : undefined;
  const list = values.length === 1 ? words[0] : `one of ${words.join(', ')}`;
  return `must be ${list}, not ${showValue(input)}${hint?.startsWith('did') ? `\n${hint}` : ''}`;
}

function article(type: string): string {
  switch (type) {
    case 'string':
      return 'a text';
    case 'int':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'a mapping';
    default:
      return `a ${type}`;
  }
}

/** zod does not say which keys it knows; they go through the message of the issue, which nobody shows. */
function wordsOf(schema: unknown): string {
  const shape = (schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return Object.keys(shape ?? {}).join(' ');
}

function knownWords(message: string): string[] {
  return message.split(' ').filter((word) => word !== '');
}
