import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failed } from '../../../src/core/failure.ts';
import type { FormatName } from '../../../src/playbook/format.ts';
import { render } from '../../../src/playbook/template.ts';
import { haproxyLines } from '../haproxy/words.ts';
import { keepalivedLines } from '../keepalived/words.ts';
import { hostile } from './hostile.ts';

const runs = { numRuns: 500 };

/** The rendered text, or null when the value was refused in proper form. */
function tryRender(format: FormatName, text: string, v: string): string | null {
  try {
    return render({ text, file: 't.liquid', format, partials: [] }, { v }).text;
  } catch (error) {
    if (!(error instanceof Failed) || error.failure.reason !== 'bad-input') throw error;
    const [problem] = error.failure.problems;
    expect(problem?.place).toMatchObject({ file: 't.liquid' });
    expect(problem?.message).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
    return null;
  }
}

describe('a value stays one value', () => {
  test('haproxy', () => {
    fc.assert(
      fc.property(hostile, (v) => {
        const text = tryRender('haproxy', 'one {{ v }} two\nthree a{{ v }}b # {{ v }}\n', v);
        if (text === null) return;
        expect(haproxyLines(text)).toEqual([
          ['one', v, 'two'],
          ['three', `a${v}b`],
        ]);
      }),
      runs,
    );
  });

  test('keepalived', () => {
    fc.assert(
      fc.property(hostile, (v) => {
        const text = tryRender(
          'keepalived',
          'one {{ v }} two\nthree {\n  {{ v }}\n} # {{ v }}\n',
          v,
        );
        if (text === null) return;
        expect(keepalivedLines(text)).toEqual([['one', v, 'two'], ['three', '{'], [v], ['}']]);
      }),
      runs,
    );
  });

  test('plain', () => {
    fc.assert(
      fc.property(hostile, (v) => {
        const text = tryRender('plain', 'key={{ v }}\nend\n', v);
        if (text !== null) expect(text.split('\n')).toEqual([`key=${v}`, 'end', '']);
      }),
      runs,
    );
  });

  test.each(['dash', 'bash', 'busybox'])('sh, read by a real %s', (shell) => {
    const values = fc.sample(hostile, 400).filter((v) => v !== '');
    const kept: string[] = [];
    const script = values.map((v) => {
      const text = tryRender('sh', "printf '%s\\0' {{ v }} x{{ v }}y # {{ v }}\n", v);
      if (text === null) return '';
      kept.push(v, `x${v}y`);
      return text;
    });
    const args = shell === 'busybox' ? ['sh', '-s'] : ['-s'];
    const output = execFileSync(shell, args, { input: Buffer.from(script.join('')) });
    expect(kept.length).toBeGreaterThan(100);
    expect(output.toString('utf8').split('\0').slice(0, -1)).toEqual(kept);
  });
});

test('what cannot be carried is refused', () => {
  for (const format of ['haproxy', 'keepalived', 'sh', 'plain'] as const) {
    for (const v of ['a\nb', 'a\rb', 'a\0b', '\x1b[2J', 'a\u2028b']) {
      expect(tryRender(format, 'x {{ v }}\n', v), `${format} ${JSON.stringify(v)}`).toBeNull();
      expect(tryRender(format, '# {{ v }}\n', v), `${format} ${JSON.stringify(v)}`).toBeNull();
    }
  }
  for (const v of ['a"b', 'a\\b', '$X', '~SEQ(1)', 'é', '']) {
    expect(tryRender('keepalived', 'x {{ v }}\n', v), v).toBeNull();
  }
  expect(tryRender('haproxy', 'x {{ v }}\n', '')).toBeNull();
  // A quoted word cannot be glued to other text in keepalived.conf.
  expect(tryRender('keepalived', 'x a{{ v }}\n', 'b c')).toBeNull();
});

describe('a place where quoting would not hold is refused, whatever the value', () => {
  test.each<[FormatName, string, string]>([
    ['haproxy', 'log-format "{{ v }}"\n', 'quotes (")'],
    ['haproxy', "log-format 'a {{ v }}'\n", "quotes (')"],
    ['haproxy', 'log-format a\\{{ v }}\n', 'an escape'],
    ['keepalived', 'script "{{ v }}"\n', 'quotes (")'],
    ['sh', 'echo "{{ v }}"\n', 'double quotes'],
    ['sh', "echo '{{ v }}'\n", 'single quotes'],
    ['sh', 'echo `ls {{ v }}`\n', 'backquotes'],
    ['sh', 'echo $((1 + {{ v }}))\n', 'arithmetic'],
    ['sh', 'cat <<EOF\n{{ v }}\nEOF\n', 'a here-document'],
    ['sh', "cat <<-'EOF' # x\n\t{{ v }}\n\tEOF\n", 'a here-document'],
    ['sh', 'echo \\{{ v }}\n', 'an escape'],
    ['sh', 'echo "$(ls {{ v }})"\n', 'double quotes'],
  ])('%s %j', (format, text, inside) => {
    let message = '';
    try {
      render({ text, file: 't.liquid', format, partials: [] }, { v: 'harmless' });
    } catch (error) {
      if (error instanceof Failed && error.failure.reason === 'bad-input') {
        message = error.failure.problems[0]?.message ?? '';
      }
    }
    expect(message).toContain(`a value cannot stand inside ${inside}`);
  });

  test.each([
    ['after quotes', `echo "a" 'b' {{ v }}\n`],
    ['after a here-document', 'cat <<EOF\nit\'s "\nEOF\necho {{ v }}\n'],
    ['after a comment with a quote', "# it's\necho {{ v }}\n"],
    ['in a command substitution', 'x=$(ls {{ v }})\n'],
    ['after a # inside a word', 'echo a#b {{ v }}\n'],
    ['as a pattern', 'case $x in {{ v }}) ;; esac\n'],
  ])('but it is accepted %s', (_, text) => {
    expect(render({ text, file: 't', format: 'sh', partials: [] }, { v: 'a b' }).text).toContain(
      "'a b'",
    );
  });
});

test('every refused value of a template is reported, each at its place', () => {
  try {
    render(
      { text: 'a {{ v }}\nb {{ w }}\n c {{ v }}\n', file: 't', format: 'haproxy', partials: [] },
      { v: '\n', w: 'ok' },
    );
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof Failed) || error.failure.reason !== 'bad-input') throw error;
    expect(error.failure.problems.map(({ place }) => [place?.line, place?.column])).toEqual([
      [1, 3],
      [3, 4],
    ]);
  }
});
