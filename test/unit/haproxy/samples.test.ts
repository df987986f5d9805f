import { describe, expect, it } from 'vitest';
import { parseHaproxy, printHaproxy } from '../../../src/haproxy/config/parse.ts';
import { keywordsOf } from '../../../src/haproxy/keywords/known.ts';

const kinds = [
  ...['global', 'defaults', 'frontend', 'backend', 'listen', 'peers', 'resolvers', 'userlist'],
  ...['cache', 'ring', 'program', 'http-errors', 'mailers', 'fcgi-app', 'log-forward'],
  ...['log-profile', 'crt-store', 'traces', 'acme', 'healthcheck'],
];

/** Values as the manual's own examples have them, with all that its quoting allows. */
const values = [
  'one',
  '192.0.2.1:80 check inter 2s',
  String.raw`"%ci:%cp [%tr] %ft %{+Q}r"`,
  String.raw`'%[src,table_http_req_rate(st)]' if { path -m reg ^/a\#b\ c$ } !{ ssl_fc }`,
  String.raw`hdr(host),field(1,:),lower "a \"b\" $HOME" \x41\\`,
  `"\${ADDRESS-127.0.0.1}:\${PORT}" # with a "comment'`,
];

/** Every word of every section, in turn with each kind of value. */
function everyWord(): string {
  return kinds
    .map((kind, index) => {
      const name = kind === 'global' || kind === 'traces' ? '' : ` n${index}`;
      const lines = [...(keywordsOf(kind) ?? [])].map(
        (word, at) => `    ${word} ${values[(at + index) % values.length] ?? ''}\n`,
      );
      return `${kind}${name}\n${lines.join('')}\n`;
    })
    .join('');
}

const config = everyWord();

const styles: [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['with tabs', (text) => text.replaceAll('    ', '\t')],
  ['without indentation', (text) => text.replaceAll('    ', '')],
  ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['with comments', (text) => text.replaceAll('\n', ` # "it's\n`)],
  ['with conditions', (text) => text.replace(/^ {4}.*\n/gm, '.if defined(A)\n$&.else\n$&.endif\n')],
  ['with no and default', (text) => text.replace(/^ {4}/gm, '    no ')],
];

describe('a configuration with every keyword', () => {
  it.each(styles)('%s: nothing is lost, and nothing is a problem', (_, written) => {
    const text = written(config);
    const file = parseHaproxy(text);
    expect(printHaproxy(file)).toBe(text);
    expect(file.problems).toEqual([]);
    expect(file.sections.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is no small one', () => {
    expect(config.split('\n').length).toBeGreaterThan(500);
  });
});
