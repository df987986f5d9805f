import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, ChangeBody } from '../../../src/core/change.ts';
import { Secret } from '../../../src/core/secret.ts';
import { newTransactionId, phaseScript, stageScript } from '../../../src/engine/transaction.ts';
import { fileIn } from './staged-file.ts';

const shells = ['dash', 'bash', 'busybox sh'];
const part = readFileSync(
  join(import.meta.dirname, '../../../src/remote/transaction/10-journal.sh'),
  'utf8',
);
const owned = { mode: '0644', owner: 'root', group: 'root' };

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'hadeploy-test-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function changesOf(bodies: ChangeBody[]): Change[] {
  return bodies.map((body, index) => ({
    ...body,
    id: `${String(index + 1).padStart(2, '0')}-x`,
    step: 's',
    kind: body.op,
    title: body.op,
    certainty: 'exact',
  }));
}

function staged(
  bodies: ChangeBody[],
  over: { cluster?: string; owner?: string; title?: string } = {},
): string {
  return stageScript(
    {
      id: '20260101T000000Z-abcdef',
      cluster: 'pair',
      owner: 'anna@laptop',
      title: 'apply',
      hosts: ['a', 'b'],
      changes: changesOf(bodies),
      floating: [],
      held: [],
      validators: {},
      ...over,
    },
    120,
  );
}

/** The words of each call in `changes`, as this shell and the real run_changes understand them. */
function heard(shell: string, changes: string): string[][] {
  writeFileSync(join(directory, 'changes'), changes);
  const words = ['file', 'directory', 'remove', 'remove_directory', 'sysctl', 'package', 'service'];
  const script = [
    part,
    ...words.map(
      (word) =>
        `${word}() { printf '${word}'; for one; do printf '\\035%s' "$one"; done; printf '\\036'; }`,
    ),
    'run_changes',
  ].join('\n');
  writeFileSync(join(directory, 'transaction.sh'), script);
  const [program = '', ...args] = shell.split(' ');
  const out = execFileSync(program, [...args, join(directory, 'transaction.sh')], {
    cwd: directory,
    encoding: 'utf8',
  });
  return out
    .split('\u001e')
    .slice(0, -1)
    .map((call) => call.split('\u001d'));
}

const traps = [
  "it's",
  '$(touch trapped)',
  '`touch trapped`',
  '; touch trapped',
  '&& touch trapped #',
  "' ; touch trapped ; '",
  '"$HOME"',
  '\\',
  '-rf',
  '*',
  '~',
  '{a,b}',
  '!!',
  ' two  blanks ',
  '\ttab',
  '北京 ø é',
];
const text = fc.oneof(
  fc.constantFrom(...traps),
  fc
    .string({ unit: 'binary', minLength: 1 })
    .map((some) => some.replace(/[\p{Cc}\ud800-\udfff]/gu, '_')),
);

describe.each(shells)('%s', (shell) => {
  it('every value stays one word, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), (values) => {
        const bodies = values.flatMap((value): ChangeBody[] => [
          {
            op: 'file',
            path: `/etc/${value}`,
            before: null,
            after: { ...owned, content: Buffer.from('') },
            beforeSha256: null,
            secrets: [],
          },
          {
            op: 'file',
            path: `/etc/${value}`,
            before: owned,
            after: null,
            beforeSha256: 'aa',
            secrets: [],
          },
          {
            op: 'directory',
            path: `/srv/${value}`,
            before: null,
            after: { ...owned, owner: value },
          },
          { op: 'sysctl', key: 'net.ipv4.ip_forward', before: '0', after: value },
          { op: 'package', names: [value, 'haproxy'], undo: { none: '' } },
        ]);
        const expected = values.flatMap((value) => [
          ['file', `/etc/${value}`, 'absent', '0644', 'root', 'root'],
          ['remove', `/etc/${value}`, 'aa'],
          ['directory', `/srv/${value}`, '0644', value, 'root'],
          ['sysctl', 'net/ipv4/ip_forward', value],
          ['package', value, 'haproxy'],
        ]);
        const calls = heard(shell, fileIn(staged(bodies), 'changes')).map(
          ([word = '', , ...rest]) => [word, ...rest],
        );
        // Once a package is installed, its own files may be in the way.
        const seen = calls.map((call) =>
          call.map((one) => (call[0] === 'file' && one === 'any' ? 'absent' : one)),
        );
        expect(seen).toEqual(expected);
      }),
      { numRuns: 12, examples: [[traps]] },
    );
    expect(readdirSync(directory).sort()).toEqual(['changes', 'transaction.sh']);
  });
});

describe('the text of a transaction', () => {
  const file = (path: string, content = ''): ChangeBody => ({
    op: 'file',
    path,
    before: null,
    after: { ...owned, content: Buffer.from(content) },
    beforeSha256: null,
    secrets: [],
  });

  it('a line break never gets into a call', () => {
    for (const path of ['/etc/a\nremove 01 /etc/passwd', '/etc/a\rb', '/etc/a\0b']) {
      expect(() => staged([file(path)])).toThrow(/line break/);
    }
  });

  it('owner and title are one line each, whatever they hold', () => {
    const meta = fileIn(
      staged([file('/etc/a')], { owner: 'anna\n0\n@laptop', title: "apply\r\n$(id) 'x'" }),
      'meta',
    ).split('\n');
    expect(meta.slice(1)).toEqual(['anna 0 @laptop', "apply $(id) 'x'", 'a b', '']);
  });

  it('contents come as they are: any bytes, no last newline, the delimiter itself', () => {
    for (const content of ['', 'x', "END\n'END'\n", 'a\n\n\n', '\u0000\u00ff']) {
      expect(fileIn(staged([file('/etc/a', content)]), 'candidate/01-x')).toBe(content);
    }
  });

  it('changes.reverse is changes from its end', () => {
    const script = staged([file('/etc/a'), file('/etc/b'), file('/etc/c')]);
    const lines = fileIn(script, 'changes').trimEnd().split('\n');
    expect(fileIn(script, 'changes.reverse').trimEnd().split('\n')).toEqual(lines.toReversed());
  });

  it('what the node remembers holds no content and no secret', () => {
    const secret = new Secret('token', 'kANaR-in-content');
    const script = staged([
      {
        ...(file('/etc/a', 'token=kANaR-in-content\n') as ChangeBody & { op: 'file' }),
        secrets: [secret],
      },
    ]);
    expect(fileIn(script, 'plan.json')).not.toContain('kANaR');
    expect(fileIn(script, 'changes')).not.toContain('kANaR');
    expect(fileIn(script, 'meta')).not.toContain('kANaR');
    expect(fileIn(script, 'candidate/01-x')).toContain('kANaR');
  });

  it('after a package step a file may be found where there was none', () => {
    const lines = fileIn(
      staged([file('/etc/a'), { op: 'package', names: ['p'], undo: { none: '' } }, file('/etc/b')]),
      'changes',
    ).split('\n');
    expect(lines[0]).toMatch(/^file 01-x \/etc\/a absent /);
    expect(lines[2]).toMatch(/^file 03-x \/etc\/b any /);
  });

  it('the words of a phase are quoted', () => {
    expect(phaseScript('pair', 'ID', ['undo_now', "it's"])).toBe(
      `exec sh /var/lib/hadeploy/pair/ID/transaction.sh undo_now 'it'\\''s'\n`,
    );
  });

  it('ids sort by time and are never the same', () => {
    const now = new Date('2026-01-02T03:04:05Z');
    expect(newTransactionId(now)).toMatch(/^20260102T030405Z-[0-9a-f]{6}$/);
    expect(newTransactionId(now)).not.toBe(newTransactionId(now));
    expect(newTransactionId(now) < newTransactionId(new Date('2026-01-02T03:04:06Z'))).toBe(true);
    // The clock of this laptop is slow.
    const known = ['20260102T040000Z-abcdef', '20260101T000000Z-ffffff', 'stray'];
    expect(newTransactionId(now, known)).toMatch(/^20260102T040001Z-[0-9a-f]{6}$/);
    expect(newTransactionId(now, ['20260101T000000Z-ffffff'])).toMatch(/^20260102T030405Z-/);
  });
});
