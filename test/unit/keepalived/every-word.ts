import { topLevel } from '../../../src/keepalived/keywords.ts';
import type { Keyword, Vocabulary } from '../../../src/keepalived/keywords/keyword.ts';

const named = new Set(['virtual_server', 'real_server', 'backup_real_server']);

/** A configuration with every keyword that is not gone, each in its place. */
export function everyWord(known: Vocabulary = topLevel, indent = ''): string {
  return [...known]
    .filter(([, { until }]) => until === null)
    .map(([word, keyword]) => statement(word, keyword, indent))
    .join('');
}

function statement(word: string, { inside }: Keyword, indent: string): string {
  const name = named.has(word) ? '192.0.2.10 80' : word === 'state' ? 'MASTER' : 'one';
  if (inside === null) return `${indent}${word} ${name}\n`;
  const body =
    inside === 'lines' ? `${indent}  eth0 192.0.2.1/24 x\n` : everyWord(inside, `${indent}  `);
  return `${indent}${word} ${name} {\n${body}${indent}}\n`;
}

/** Every word of it, with the versions that know it. */
export function wordsOf(known: Vocabulary = topLevel): [string, Keyword][] {
  return [...known].flatMap(([word, keyword]): [string, Keyword][] => [
    [word, keyword],
    ...(keyword.inside instanceof Map ? wordsOf(keyword.inside) : []),
  ]);
}
