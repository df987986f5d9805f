import { describe, expect, it } from 'vitest';
import type { Finding, Severity } from '../../../src/lint/finding.ts';
import { findingLines, tallyLine } from '../../../src/ui/finding-text.ts';
import { createPaint } from '../../../src/ui/paint.ts';

const paint = createPaint(false);
const finding: Finding = {
  id: 'VRRP001',
  severity: 'error',
  node: 'lb01',
  file: 'lb01/keepalived.conf',
  line: 3,
  column: 2,
  message: 'it is wrong',
  fix: 'mend it',
};

const linesOf = (over: Partial<Finding>, line: string | null = '\tvirtual_router_id 51') =>
  findingLines({ ...finding, ...over }, { paint, readLine: () => line, mask: String });

describe('a finding as text', () => {
  it('has a caret below its column', () => {
    expect(linesOf({})).toEqual([
      'lb01/keepalived.conf:3:2  error  VRRP001  it is wrong',
      '     3 |  virtual_router_id 51',
      '       |  ^',
      '  → mend it',
    ]);
  });

  it('is broken between words where the terminal is narrow', () => {
    const lines = findingLines(
      {
        ...finding,
        message: 'it is wrong in a way that takes some words',
        fix: 'mend it '.repeat(9),
      },
      { paint, readLine: () => null, mask: String, columns: 50 },
    );
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(50);
    expect(lines.slice(0, 2)).toEqual([
      'lb01/keepalived.conf:3:2  error  VRRP001  it is',
      '  wrong in a way that takes some words',
    ]);
  });

  it('stands without a line where there is none', () => {
    const nowhere = { file: null, line: null, column: null };
    expect(linesOf(nowhere)).toEqual(['lb01  error  VRRP001  it is wrong', '  → mend it']);
    expect(linesOf({ ...nowhere, node: null })[0]).toBe('pair  error  VRRP001  it is wrong');
    expect(linesOf({}, null)).toHaveLength(2);
  });

  it('hides a password of the line', () => {
    const text = linesOf({}, 'auth_pass geheim').join('\n');
    expect(text).not.toContain('geheim');
  });
});

describe('the last line', () => {
  const of = (severities: Severity[], over: { all?: boolean; allowed?: number } = {}): string =>
    tallyLine(
      {
        nodes: 2,
        rules: 97,
        findings: severities.map((severity) => ({ ...finding, severity })),
        all: false,
        allowed: 0,
        ...over,
      },
      paint,
    );

  it.each<[Severity[], { all?: boolean; allowed?: number }, string]>([
    [[], {}, '✔ no findings in 2 nodes (97 rules)'],
    [['note'], {}, '✔ no errors, no warnings in 2 nodes (97 rules); 1 note not shown (--all)'],
    [['note', 'note'], { all: true }, '2 notes'],
    [
      ['error', 'error', 'warning', 'note', 'note', 'note'],
      { allowed: 1 },
      '2 errors, 1 warning; 3 notes not shown (--all); 1 allowed by a comment',
    ],
  ])('of %j %j', (severities, over, line) => {
    expect(of(severities, over)).toBe(line);
  });
});
