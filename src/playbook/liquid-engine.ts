import { Context, Liquid, toValueSync, Value, type Template } from 'liquidjs';
import { Secret } from '../core/secret.ts';
import { maxTemplateBytes, partialFiles } from './template-files.ts';

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

/** Text, values and tags, each round of a loop anew: some seconds, and far more than a file of a megabyte has. */
const MOST_PARTS = 2_000_000;
const endless = [
  'the template goes on for too long: it renders more than 2,000,000 parts',
  'look for a loop in a loop, or for a range that is far too long',
] as const;

export type Scope = Record<string, unknown>;

/** Called for every `{{ }}` in the order of evaluation; what it gives stands in the text. */
export type Print = (value: string | Secret) => string;

/** Why a value cannot be printed; liquidjs adds the place. */
export class Refused extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'Refused';
    this.hint = hint;
  }
}

/** liquidjs without files, without unknown names, without time, and with one way to print. */
export class Engine {
  readonly #liquid: Liquid;
  readonly #parsed = new Map<string, Template[]>();
  readonly #expressions = new Map<string, Value>();
  #print: Print = () => '';

  constructor(partials: readonly string[]) {
    this.#liquid = new Liquid({
      strictVariables: true,
      strictFilters: true,
      ownPropertyOnly: true,
      relativeReference: false,
      partials: [...partials],
      fs: partialFiles,
      cache: true,
      parseLimit: maxTemplateBytes,
      memoryLimit: 20_000_000,
      outputEscape: (value: unknown) => this.#print(printable(value)),
    });
    for (const tag of Object.keys(this.#liquid.tags)) {
      if (!allowedTags.includes(tag)) delete this.#liquid.tags[tag];
    }
    // It would write a value as it is.
    delete this.#liquid.filters['raw'];
  }

  /** Throws what liquidjs throws; `problemOf` reads it. */
  render(template: { text: string; file: string }, scope: Scope, print: Print): string {
    const key = `${template.file}\0${template.text}`;
    const parsed = this.#parsed.get(key) ?? this.#liquid.parse(template.text, template.file);
    this.#parsed.set(key, parsed);
    this.#print = print;
    return this.#liquid.renderSync(parsed, this.#bounded(scope)) as string;
  }

  /**
   * liquidjs looks at the clock, and a machine that is busy with something else would have it refuse a sound template:
   * what counts here is how many parts have been rendered.
   */
  #bounded(scope: Scope): Context {
    const { options } = this.#liquid;
    const context = new Context(
      shield(scope) as object,
      options,
      { sync: true },
      { liquid: this.#liquid },
    );
    let parts = 0;
    context.renderLimit.check = () => {
      parts += 1;
      if (parts > MOST_PARTS) throw new Refused(...endless);
    };
    return context;
  }

  evaluate(expression: string, scope: Scope): unknown {
    const parsed = this.#expressions.get(expression) ?? new Value(expression, this.#liquid);
    this.#expressions.set(expression, parsed);
    return toValueSync(parsed.value(this.#bounded(scope)));
  }
}

/** Building an engine costs more than rendering most templates, and all hosts use the same ones. */
const engines = new Map<string, Engine>();

export function engineFor(partials: readonly string[]): Engine {
  const key = partials.join('\0');
  const engine = engines.get(key) ?? new Engine(partials);
  engines.set(key, engine);
  return engine;
}

export function isSecretValue(value: unknown): boolean {
  if (value instanceof ShieldedSecret || value instanceof Secret) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isSecretValue);
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

/** Nobody changes a scope: what is in it is copied once, for all templates and conditions of a host. */
const shields = new WeakMap<object, unknown>();

function shield(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = shields.get(value);
  if (known !== undefined) return known;
  const made = shielded(value);
  shields.set(value, made);
  return made;
}

function shielded(value: object): unknown {
  if (value instanceof Secret) return new ShieldedSecret(value);
  if (Array.isArray(value)) return value.map(shield);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shield(item)]));
}
