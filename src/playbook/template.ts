import { badInput, Failed, type Place, type Problem } from '../core/failure.ts';
import { Secret } from '../core/secret.ts';
import { oneLine, shorten } from '../core/text.ts';
import { formats, type Format, type FormatName } from './format.ts';
import { engineFor, Refused, type Scope } from './liquid-engine.ts';
import { hasMarks, markClose, markOpen, markPattern, type Spot } from './spots.ts';
import { problemOf } from './template-problem.ts';

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
    throw badInput(...refusals.slice(0, 20).flatMap((refusal) => locate(refusal, source, scope)));
  }
  return { text: written, secrets: [...used] };
}

/** The value of an expression, what stands inside `{{ }}`, with its type: a number stays a number, a list a list. */
export function evaluate(source: TemplateSource, scope: Scope): unknown {
  try {
    return engineFor(source.partials).evaluate(source.text, scope);
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

/** The text with a mark for each value, and the values. */
function run(source: TemplateSource, scope: Scope, stopAt?: Refusal) {
  const values: (string | Secret)[] = [];
  const print = (value: string | Secret): string => {
    if (values.length === stopAt?.index) throw new Refused(stopAt.message, stopAt.hint);
    values.push(value);
    return `${markOpen}${values.length - 1}${markClose}`;
  };
  try {
    if (hasMarks(source.text)) {
      throw new Refused(
        'the template holds the private characters U+E000 or U+E001',
        'remove them',
      );
    }
    return { text: engineFor(source.partials).render(source, scope, print), values };
  } catch (error) {
    throw badInput(problemOf(error, source, scope));
  }
}

/** Where a refused value stands is known only while its `{{ }}` is rendered: once more, up to there. */
function locate(refusal: Refusal, source: TemplateSource, scope: Scope): Problem[] {
  try {
    run(source, scope, refusal);
  } catch (error) {
    if (error instanceof Failed && error.failure.reason === 'bad-input')
      return error.failure.problems;
    throw error;
  }
  return [{ message: refusal.message, hint: refusal.hint }];
}
