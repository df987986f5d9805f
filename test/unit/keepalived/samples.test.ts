import { describe, expect, it } from 'vitest';
import { parseKeepalived, printKeepalived } from '../../../src/keepalived/config/parse.ts';
import { isAtLeast } from '../../../src/keepalived/version.ts';
import { keepalivedKnowsEveryWord } from '../../../src/lint/rules/keywords/keepalived-knows-every-word.ts';
import { findingsOf } from '../lint/pair.ts';
import { everyWord, wordsOf } from './every-word.ts';

const config = everyWord();
const told = (keepalived: string, version?: string) =>
  findingsOf(keepalivedKnowsEveryWord, {
    lb01: { keepalived, versions: version === undefined ? {} : { keepalived: version } },
  });

/** Other ways to write the same. */
const styles: [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['with tabs', (text) => text.replaceAll('  ', '\t').replaceAll(' ', '\t\t')],
  ['with comments', (text) => text.replaceAll('\n', ' # { "\n! }\n')],
  ['with braces on lines of their own', (text) => text.replaceAll(' {\n', '\n{\n')],
  ['with empty lines', (text) => text.replaceAll('\n', '\n\n \n')],
  ['with quoted words', (text) => text.replace(/(?<=\w )(one|MASTER)/g, '"$1"')],
  ['for one host', (text) => text.replace(/^/gm, '@lb01 ')],
];

describe('a configuration with every keyword', () => {
  it.each(styles)('%s: nothing is lost, and nothing unknown', (_, written) => {
    const text = written(config);
    const file = parseKeepalived(text);
    expect(printKeepalived(file)).toBe(text);
    expect(file.problems).toEqual([]);
    expect(told(text)).toEqual([]);
    expect(told(text, '99.0.0')).toEqual([]);
  });

  it('an old version does not know the younger ones, and they alone', () => {
    for (const version of ['1.3.5', '2.0.10', '2.2.7', '2.3.4']) {
      const numbers = version.split('.').map(Number);
      const young = wordsOf().filter(
        ([, { since }]) => since !== null && isAtLeast(numbers, since) === false,
      );
      const words = told(config, version).map(({ message }) => /"(.+?)"/.exec(message)?.[1]);
      expect(new Set(words)).toEqual(new Set(young.map(([word]) => word)));
    }
  });

  it('is no small one', () => {
    expect(new Set(wordsOf().map(([word]) => word)).size).toBeGreaterThan(350);
  });
});
