import type { Secret } from './secret.ts';
import { sanitize } from './text.ts';

export type Mask = (text: string) => string;

/** A stretch of text that must not be shown, and what is shown instead. */
export interface Span {
  start: number;
  end: number;
  label: string;
}

interface Needle {
  text: string;
  label: string;
  wholeWord: boolean;
}

const shortest = 4;

/**
 * Replaces every occurrence of every secret, in the forms it may take on its way through shells, URLs and
 * JSON, with `«name»`. Overlapping occurrences are one hole: nothing of either is left at its edge.
 */
export function createMask(secrets: readonly Secret[]): Mask {
  const find = spanFinder(secrets);
  return (text) => replaceSpans(text, find(text));
}

/** The same as stretches, for code that must know where they stood. */
export function spanFinder(secrets: readonly Secret[]): (text: string) => Span[] {
  const label = labelMaker(secrets);
  const needles = secrets
    .filter((secret) => secret.reveal() !== '')
    .flatMap((secret) => needlesOf(secret, label(secret.name)))
    .sort((a, b) => b.text.length - a.text.length);
  const find = needleFinder(needles);
  return (text) => mergeSpans(find(text));
}

/** Overlapping spans become one, with the label of whichever came first in the list. */
export function mergeSpans(spans: Span[]): Span[] {
  const ranked = spans.map((span, rank) => ({ ...span, rank })).sort((a, b) => a.start - b.start);
  const merged: (Span & { rank: number })[] = [];
  for (const span of ranked) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) {
      merged.push(span);
      continue;
    }
    last.end = Math.max(last.end, span.end);
    if (span.rank < last.rank) {
      last.label = span.label;
      last.rank = span.rank;
    }
  }
  return merged;
}

export function replaceSpans(text: string, spans: Span[]): string {
  let shown = '';
  let from = 0;
  for (const span of spans) {
    shown += text.slice(from, span.start) + span.label;
    from = span.end;
  }
  return shown + text.slice(from);
}

/** `«name»`, unless a secret's value stands in the label itself: then whatever label holds none. */
export function labelMaker(secrets: readonly Secret[]): (name: string) => string {
  const values = secrets.map((secret) => secret.reveal()).filter((value) => value !== '');
  const brackets = ['«»', '‹›', '⟦⟧', '⟪⟫'].find(
    (pair) => !values.some((value) => Array.from(pair).some((bracket) => value.includes(bracket))),
  );
  const [open = '█', close = '█'] = brackets ?? '';
  const leaks = (label: string): boolean =>
    values.some((value) =>
      value.length < shortest
        ? label.split(/[^\p{L}\p{N}_]+/u).includes(value)
        : label.includes(value),
    );
  return (name) => {
    const labels = [sanitize(name), 'secret', 'hidden', '···'].map((text) => open + text + close);
    return labels.find((label) => !leaks(label)) ?? '█';
  };
}

function needlesOf(secret: Secret, label: string): Needle[] {
  const value = secret.reveal();
  const word = value.trim() === '' ? value : value.trim();
  const forms = value.length < shortest ? [] : formsOf(value);
  return [
    ...forms
      .filter((form) => form.length >= shortest)
      .map((text) => ({ text, label, wholeWord: false })),
    ...(word.length < shortest ? [{ text: word, label, wholeWord: true }] : []),
  ];
}

function formsOf(value: string): string[] {
  const wellFormed = value.replace(/\p{Surrogate}/gu, '\ufffd');
  const url = encodeURIComponent(wellFormed);
  const forms = new Set([
    value,
    value.trim(),
    sanitize(value),
    ...linesOf(value),
    ...base64FormsOf(value),
    url,
    url.replaceAll('%20', '+'),
    url.replace(/%../g, (escape) => escape.toLowerCase()),
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", `'"'"'`),
    value.replace(/[\\"$`]/g, '\\$&'),
    value.replace(/[^A-Za-z0-9_\n]/g, '\\$&'),
    JSON.stringify(value).slice(1, -1),
  ]);
  return [...forms];
}

/** A value of several lines (a private key) comes back line by line from tools that log. */
function linesOf(value: string): string[] {
  if (!value.includes('\n')) return [];
  return value.split(/\r?\n/).filter((line) => line.length >= 8 && !line.startsWith('-----'));
}

/**
 * The value alone, and inside longer base64 (`user:password` of HTTP Basic): three alignments, each
 * without the characters that its neighbours have a share in.
 */
function base64FormsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const inside = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((shift * 8) / 6);
    const end = Math.floor(((shift + bytes.length) * 8) / 6);
    return text.slice(first, end);
  });
  const forms = [bytes.toString('base64'), ...inside.filter((form) => form.length >= 8)];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/**
 * Every occurrence, those of the first needle first. One pass over the text, however many needles there are: a file may
 * hold hundreds of passwords, each in a dozen forms, and as many lines are shown of it.
 */
function needleFinder(needles: readonly Needle[]): (text: string) => Span[] {
  const [pairs, singles] = [new Map<number, Ranked[]>(), new Map<number, Ranked[]>()];
  for (const [rank, needle] of needles.entries()) {
    const isSingle = needle.text.length === 1;
    const starts = isSingle ? singles : pairs;
    const start = isSingle ? needle.text.charCodeAt(0) : pairAt(needle.text, 0);
    starts.set(start, [...(starts.get(start) ?? []), { needle, rank }]);
  }
  return (text) => {
    const found: { span: Span; rank: number }[] = [];
    const look = (asked: readonly Ranked[] | undefined, start: number): void => {
      for (const { needle, rank } of asked ?? []) {
        const end = start + needle.text.length;
        if (!text.startsWith(needle.text, start)) continue;
        if (needle.wholeWord && !standsAlone(text, start, end)) continue;
        found.push({ span: { start, end, label: needle.label }, rank });
      }
    };
    const length = needles.length === 0 ? 0 : text.length;
    for (let start = 0; start < length; start += 1) {
      look(pairs.get(pairAt(text, start)), start);
      if (singles.size > 0) look(singles.get(text.charCodeAt(start)), start);
    }
    return found.sort((one, other) => one.rank - other.rank).map(({ span }) => span);
  };
}

/** Which of two labels counts where both stand. */
interface Ranked {
  needle: Needle;
  rank: number;
}

/** Two signs as one number; NaN at the last one. */
function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
}

function standsAlone(text: string, start: number, end: number): boolean {
  const wordChar = /[\p{L}\p{N}_]/u;
  return !wordChar.test(text.charAt(start - 1)) && !wordChar.test(text.charAt(end));
}

/** Places where passwords stand, whoever wrote them. Group 1 stays readable. */
const inText: RegExp[] = [
  /(\bauth_pass\s+)\S.*/g,
  /(\bstats\s+auth\s+[^\s:]+:)\S.*/g,
  /(\bIDENTIFIED\s+(?:WITH\s+\S+\s+)?(?:BY|AS)\s+(?:PASSWORD\s+)?)(?:'(?:[^'\\]|\\.|'')*'?|"(?:[^"\\]|\\.)*"?|\S+)/gi,
  /((?:password|passwd|passphrase|secret|credential|api[-_]?key|auth[-_]?token)[\w.-]*["']?[ \t]*=[ \t]*)[^\s=].*/gi,
  /(\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g,
];

/** In a configuration file also these; in prose they would hide the words of "a password is required". */
const inConfig: RegExp[] = [
  ...inText,
  /((?:password|passwd|passphrase|secret|credential|api[-_]?key|auth[-_]?token)[\w.-]*["']?[ \t]*:[ \t]*)\S.*/gi,
  /(\b(?:insecure-)?(?:password|passwd|secret|requirepass|masterauth)[ \t]+)\S+/gi,
  /(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----\s*)[\s\S]+?(?=\s*-----END [A-Z0-9 ]*PRIVATE KEY-----|$(?![\s\S]))/g,
];

/** Where a configuration file holds a password by its format: values that nobody declared as secrets. */
export function knownSpans(config: string): Span[] {
  return spansOf(config, inConfig);
}

/** The same for what daemons and tools say. */
export function maskKnownFormats(text: string): string {
  return replaceSpans(text, spansOf(text, inText));
}

function spansOf(text: string, formats: RegExp[]): Span[] {
  const spans = formats.flatMap((format) =>
    Array.from(text.matchAll(format), (match) => ({
      start: match.index + (match[1]?.length ?? 0),
      end: match.index + match[0].length,
      label: '«redacted»',
    })),
  );
  return mergeSpans(spans);
}
