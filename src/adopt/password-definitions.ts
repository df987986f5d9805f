import type { AdoptedNode } from './pair.ts';

const passwords = /\bauth_pass[ \t]+("[^"\n]*"|\S+)/g;
const definitions = /^[ \t]*(?:@\S+[ \t]+)?\$([A-Za-z_]\w*)=(.*)$/gm;
const references = /\$\{?([A-Za-z_]\w*)/g;

/** Definitions (`$NAME=…`) of which passwords are made, in all that the nodes' keepalived read. Pure. */
export function definitionsOf(nodes: readonly AdoptedNode[]): Set<string> {
  const texts = nodes.flatMap(({ keepalived, others }) =>
    [keepalived.file, ...others].map(({ text }) => text),
  );
  return new Set(wordsOf(texts).names);
}

/** Passwords as they stand in the files of keepalived: behind `auth_pass`, or in the definition that it names. Pure. */
export function passwordsIn(texts: readonly string[]): Set<string> {
  return new Set(
    wordsOf(texts)
      .words.map((word) => word.trim().replace(/^"([^"]*)"?$/, '$1'))
      .filter((word) => word !== '' && !isReference(word)),
  );
}

function wordsOf(texts: readonly string[]): { words: string[]; names: Set<string> } {
  const defined = texts.flatMap((text) => found(text, definitions));
  const names = new Set<string>();
  let words = texts.flatMap((text) => found(text, passwords)).map(([, word = '']) => word);
  const all: string[] = [];
  while (words.length > 0) {
    for (const word of words) all.push(word);
    const next = new Set(words.flatMap(namesIn).filter((name) => !names.has(name)));
    for (const name of next) names.add(name);
    words = defined.filter(([, name = '']) => next.has(name)).map(([, , value = '']) => value);
  }
  return { words: all, names };
}

/** Whether a word is nothing but the name of a definition: the password stands there. */
export function isReference(word: string): boolean {
  return /^\$(\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)$/.test(word);
}

function namesIn(text: string): string[] {
  return found(text, references).flatMap(([, name]) => name ?? []);
}

function found(text: string, pattern: RegExp): RegExpMatchArray[] {
  return [...text.matchAll(pattern)];
}
