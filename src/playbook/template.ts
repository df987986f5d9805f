import { Liquid, LiquidError } from 'liquidjs';
import { badInput, type Place, type Problem } from '../core/failure.ts';
import { Secret } from '../core/secret.ts';
import { oneLine, shorten } from '../core/text.ts';
import { suggestion } from '../inventory/nearest.ts';
import { formats, type Format, type FormatName } from './format.ts';
import { markClose, markOpen, markPattern, type Spot } from './spots.ts';
import { fileWithText, maxTemplateBytes, partialFiles } from './template-files.ts';

/** Control and loops; nothing that prints by another way than `{{ }}`. */
const allowedTags = [
  '#',
  'assign',
  'break',
  'case',
  'comment',
  'continue',
  'for',
  'if',
  'raw',
  'render',
  'unless',
];

export interface TemplateSource {
  text: string;
  /** For messages and line numbers. */
  file: string;
  /** Where a template written inside a YAML file stands: lines inside of it would mislead. */
  place?: Place;
  format: FormatName;
  /** Directories with the partials of `{% render 'NAME' %}`; nothing else can be read. */
  partials: readonly string[];
}

export interface Rendered {
  text: string;
  /** Secrets that stand in the text. */
  secrets: Secret[];
}

export type Scope = Record<string, unknown>;

/**
 * Renders a template. Every `{{ }}` gives exactly one value, written so that the program that reads the
 * file takes it literally, or refused: it can never add a word or a line.
 */
export function render(source: TemplateSource, scope: Scope): Rendered {
  const { text, values } = run(source, scope);
  const format = formats[source.format];
  const spots = format.spots(text);
  const refusals: Refusal[] = [];
  const used = new Set<Secret>();
  let position = -1;
  const written = text.replace(markPattern, (_, digits: string) => {
    position += 1;
    const index = Number(digits);
    const value = values[index];
    const spot = spots[position];
    if (value === undefined || spot === undefined) return '';
    const word = wordFor(value, spot, format);
    if (typeof word !== 'string') {
      refusals.push({ index, ...word });
      return '';
    }
    if (value instanceof Secret) used.add(value);
    return word;
  });
  if (refusals.length > 0) {
    throw badInput(...refusals.slice(0, 20).map((refusal) => locate(refusal, source, scope)));
  }
  return { text: written, secrets: [...used] };
}

/** The value of an expression, what stands inside `{{ }}`, with its type: a number stays a number, a list a list. */
export function evaluate(source: TemplateSource, scope: Scope): unknown {
  try {
    return engineFor(source, []).evalValueSync(source.text, shield(scope) as object);
  } catch (error) {
    throw badInput(problemOf(error, source, scope));
  }
}

interface Refusal {
  /** Of the value, in the order of evaluation. */
  index: number;
  message: string;
  hint: string;
}

function wordFor(
  value: string | Secret,
  spot: Spot,
  format: Format,
): string | { message: string; hint: string } {
  const text = value instanceof Secret ? value.reveal() : value;
  const shown =
    value instanceof Secret ? `the secret \`${value.name}\`` : `"${shorten(oneLine(text), 40)}"`;
  if (typeof spot !== 'string' && 'inside' in spot) {
    return {
      message: `a value cannot stand inside ${spot.inside} of a ${format.name} file`,
      hint: 'write it without quotes around: hadeploy quotes each value itself',
    };
  }
  if (spot === 'comment') {
    if (!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return text;
    return {
      message: `${shown} holds a control character or line break`,
      hint: 'correct the value',
    };
  }
  const word = format.word(text);
  if ('refused' in word) {
    return {
      message: `${shown} cannot be written into a ${format.name} file: ${word.refused}`,
      hint: 'correct the value',
    };
  }
  if (spot === 'part' && !word.bare && !format.quotesInsideWords) {
    return {
      message: `${shown} needs quotes, which a ${format.name} file allows around whole words only`,
      hint: 'correct the value, or let it stand alone between blanks',
    };
  }
  return word.text;
}

function run(source: TemplateSource, scope: Scope, stopAt?: Refusal) {
  const values: (string | Secret)[] = [];
  try {
    if (source.text.includes(markOpen) || source.text.includes(markClose)) {
      throw new Refused(
        'the template holds the private characters U+E000 or U+E001',
        'remove them',
      );
    }
    const engine = engineFor(source, values, stopAt);
    const text = engine.parseAndRenderSync(source.text, shield(scope) as object) as string;
    return { text, values };
  } catch (error) {
    throw badInput(problemOf(error, source, scope));
  }
}

/** Where a refused value stands is known only while its `{{ }}` is rendered: once more, up to there. */
function locate(refusal: Refusal, source: TemplateSource, scope: Scope): Problem {
  const values: (string | Secret)[] = [];
  try {
    engineFor(source, values, refusal).parseAndRenderSync(source.text, shield(scope) as object);
  } catch (error) {
    return problemOf(error, source, scope);
  }
  return { message: refusal.message, hint: refusal.hint };
}

class Refused extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'Refused';
    this.hint = hint;
  }
}

function engineFor(source: TemplateSource, values: (string | Secret)[], stopAt?: Refusal): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    relativeReference: false,
    partials: [...source.partials],
    fs: partialFiles,
    parseLimit: maxTemplateBytes,
    renderLimit: 2_000,
    memoryLimit: 20_000_000,
    outputEscape: (value: unknown) => {
      if (stopAt !== undefined && values.length === stopAt.index) {
        throw new Refused(stopAt.message, stopAt.hint);
      }
      values.push(printable(value));
      return `${markOpen}${values.length - 1}${markClose}`;
    },
  });
  for (const tag of Object.keys(engine.tags)) {
    if (!allowedTags.includes(tag)) delete engine.tags[tag];
  }
  // It would write a value as it is.
  delete engine.filters['raw'];
  return engine;
}

function printable(value: unknown): string | Secret {
  if (value instanceof ShieldedSecret) return value.secret();
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) {
    throw new Refused(
      'has no value here',
      'put it into `{% if … %}`, or give it a value in the inventory',
    );
  }
  const what = Array.isArray(value) ? 'a list' : 'a mapping';
  throw new Refused(
    `is ${what}, not one value`,
    'loop over it: `{% for item in … %}{{ item }} {% endfor %}`',
  );
}

/** A secret inside a template: it can be printed and nothing else. */
class ShieldedSecret {
  readonly #secret: Secret;

  constructor(secret: Secret) {
    this.#secret = secret;
  }

  secret(): Secret {
    return this.#secret;
  }

  toString(): never {
    throw new Refused(
      `the secret \`${this.#secret.name}\` can only be printed as it is`,
      'no filters, no comparison of its text',
    );
  }

  toJSON(): never {
    return this.toString();
  }
}

function shield(value: unknown): unknown {
  if (value instanceof Secret) return new ShieldedSecret(value);
  if (Array.isArray(value)) return value.map(shield);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shield(item)]));
}

export function isSecretValue(value: unknown): boolean {
  if (value instanceof ShieldedSecret || value instanceof Secret) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isSecretValue);
}

function problemOf(error: unknown, source: TemplateSource, scope: Scope): Problem {
  if (!LiquidError.is(error)) {
    if (error instanceof Refused) {
      return { message: error.message, hint: error.hint, place: startOf(source) };
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
const sections = ['haproxy', 'vrrp'];

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
