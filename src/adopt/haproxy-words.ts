import type { Section as Part, Statement } from '../haproxy/config/sections.ts';
import type { Section } from './pair.ts';

/** The words behind a keyword, of each line that begins with it. */
export function wordsOf(part: Part | undefined, keyword: string): string[][] {
  const lines: readonly Statement[] = part?.statements ?? [];
  return lines
    .filter((line) => line.keyword === keyword && line.prefix === null)
    .map(({ words }) => words.map(({ text }) => text));
}

/** The first word of the last such line. */
export function valueOf(part: Part | undefined, keyword: string): string | undefined {
  return wordsOf(part, keyword).at(-1)?.[0];
}

export function hasOption(part: Part | undefined, option: string): boolean {
  return wordsOf(part, 'option').some(([what]) => what === option);
}

/** `timeout http-request 10s` is `http_request: 10s` in an inventory. */
export function timeoutsOf(part: Part | undefined): Record<string, string> {
  return Object.fromEntries(
    wordsOf(part, 'timeout').map(([name = '', value = '']) => [name.replaceAll('-', '_'), value]),
  );
}

export function after(words: string[], keyword: string): string | undefined {
  const at = words.indexOf(keyword);
  return at === -1 ? undefined : words[at + 1];
}

export function unlessUsual(key: string, value: string | undefined, usual?: string): Section {
  return value === undefined || value === usual ? {} : { [key]: value };
}

export function numberUnless(key: string, value: string | undefined, usual?: number): Section {
  return value === undefined || Number(value) === usual ? {} : { [key]: Number(value) };
}

export function unlessEmpty(key: string, value: Section): Section {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}
