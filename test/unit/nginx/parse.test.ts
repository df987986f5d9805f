import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandNginx } from '../../../src/nginx/expand.ts';
import { everywhere, inherited, textsOf } from '../../../src/nginx/find.ts';
import { parseNginx, printNginx } from '../../../src/nginx/parse.ts';
import type { Directive } from '../../../src/nginx/tree.ts';

const sample = `user www-data; # who
events { worker_connections 768; }
http {
	include /etc/nginx/conf.d/*.conf;
	log_format main '$remote_addr - "$request" '
	                "\\"$status\\"; {x}";
	upstream app {
		server 192.0.2.21:80 max_fails=3;
	}
	server {
		listen 80; listen [::]:80;
		server_name a.example "~^(?<n>\\w{2})$";
		set $x \${host}a#b;
		location ~ ^/a\\{2\\}$ { return 200 a\\;b; }
	}
}
`;

/** "server[listen 80]" */
const shown = (all: readonly Directive[]): string[] =>
  all.map((one) =>
    [
      one.name,
      ...textsOf(one),
      ...(one.block === null ? [] : [`{${shown(one.block).join('; ')}}`]),
    ].join(' '),
  );

const read = (text: string) => parseNginx(text, 'nginx.conf');
const problemsOf = (text: string) =>
  read(text).problems.map(({ kind, line, column }) => `${kind} ${line}:${column}`);

describe('directives, as nginx reads them', () => {
  test('a whole file', () => {
    const file = read(sample);
    expect(file.problems).toEqual([]);
    expect(printNginx(file)).toBe(sample);
    expect(shown(file.directives)).toEqual([
      'user www-data',
      'events {worker_connections 768}',
      'http {include /etc/nginx/conf.d/*.conf; log_format main $remote_addr - "$request"  "$status"; {x}; ' +
        'upstream app {server 192.0.2.21:80 max_fails=3}; ' +
        'server {listen 80; listen [::]:80; server_name a.example ~^(?<n>\\w{2})$; set $x ${host}a#b; ' +
        'location ~ ^/a{2}$ {return 200 a;b}}}',
    ]);
  });

  test('places', () => {
    const [found] = everywhere(read(sample).directives, 'server_name');
    expect(found?.directive).toMatchObject({ line: 12, column: 3, file: 'nginx.conf' });
    expect(found?.around.map(({ name }) => name)).toEqual(['server', 'http']);
  });

  test('a quote counts at the beginning of a word only', () => {
    expect(shown(read('set $x a"b c;').directives)).toEqual(['set $x a"b c']);
    expect(shown(read("set $x 'a\nb';").directives)).toEqual(['set $x a\nb']);
  });

  test('a closing brace within a word closes nothing', () => {
    expect(shown(read('rewrite ^/a} /b}; c;').directives)).toEqual(['rewrite ^/a} /b}', 'c']);
  });
});

describe('what nginx refuses', () => {
  test.each([
    ['http {\n  a 1;\n', ['missing-close 1:1']],
    ['a 1;\n}\n', ['extra-close 2:1']],
    ['http {\n  listen 80\n}\n', ['missing-end 2:3']],
    ['a 1', ['missing-end 1:1']],
    ['a "b;\n', ['unterminated-quote 1:3', 'missing-end 1:1']],
    ['a "b\\";\n', ['unterminated-quote 1:3', 'missing-end 1:1']],
    ['{ a 1; }', ['nameless-block 1:1']],
    ['a "b\\\\";\n', []],
  ])('%j', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });
});

describe('includes', () => {
  const files: Record<string, string> = {
    'one.conf': 'b 2; include two.conf;',
    'two.conf': 'c 3;',
    'loop.conf': 'x; include loop.conf; include loop.conf;',
  };
  const expanded = (text: string) =>
    expandNginx(read(text), (pattern) =>
      pattern in files ? [parseNginx(files[pattern] ?? '', pattern)] : [],
    );

  test('in their place, and those that are not known', () => {
    const { directives, unknown } = expanded(
      'a { include one.conf; d; } include gone; include *.x;',
    );
    expect(shown(directives)).toEqual(['a {b 2; c 3; d}']);
    expect(unknown).toEqual(['gone', '*.x']);
  });

  test('a circle ends', () => {
    expect(expanded('include loop.conf;').directives.length).toBeLessThan(1000);
  });
});

test('what a block does not say it inherits', () => {
  const { directives } = read(
    'http { t 9; server { t 1; location / { p; } location /b { t 2; p; } } server { p; } }',
  );
  const found = everywhere(directives, 'p').map((one) => inherited(one, 't').map(textsOf));
  expect(found).toEqual([[['1']], [['2']], [['9']]]);
});

describe('whatever the text', () => {
  const sign = fc.constantFrom(...'\n\t ;{}#"\'\\$ab\r', '${', '/*', 'é', '\0');
  const lines = (text: string) => text.split('\n').length;

  test('nothing is lost, and every place is in the file', () => {
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 60 }), (signs) => {
        const text = signs.join('');
        const file = read(text);
        expect(printNginx(file)).toBe(text);
        for (const { line } of [...file.tokens, ...file.problems]) {
          expect(line).toBeLessThanOrEqual(lines(text));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['"', "'"])('a %s that is never closed, before much text: soon', (quote) => {
    const text = `a ${quote}${'b '.repeat(20_000)}`;
    expect(read(text).problems).toHaveLength(2);
  });

  test.each([
    '{',
    '}',
    'a {',
    '"',
    "'",
    '"\\',
    '\\',
    '$',
    '${',
    ' ',
    '\n',
    'x',
    'a;',
    '# x\n',
    'a"',
  ])('much of %j: soon, and four times as much costs no sixteen times', (part) => {
    const cost = (size: number) => {
      const text = part.repeat(size / part.length);
      const start = process.cpuUsage();
      expect(printNginx(read(text))).toBe(text);
      expandNginx(read(text), () => []);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    const [one, four] = [cost(5_000), cost(20_000)];
    expect(four).toBeLessThan(Math.max(9 * one, 1000));
  });
});

test('of a file that is longer than any the rest is kept, and told once', () => {
  const text = ';'.repeat(400_000);
  const file = read(text);
  expect(printNginx(file) === text).toBe(true);
  expect(file.problems).toMatchObject([{ kind: 'too-long', column: 300_001 }]);
});
