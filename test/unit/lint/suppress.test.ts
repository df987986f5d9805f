import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { keepalivedKnowsEveryWord } from '../../../src/lint/rules/keywords/keepalived-knows-every-word.ts';
import { subjectOf } from './pair.ts';

/** The lines of a keepalived.conf that VRRP060 complains of, and why others are allowed. */
function seen(...lines: string[]) {
  const subject = subjectOf({ lb01: { keepalived: `${lines.join('\n')}\n` } });
  const { findings, allowed } = lint([subject], { rules: [keepalivedKnowsEveryWord] });
  const of = (id: string) => findings.filter((one) => one.id === id).map(({ line }) => line);
  return {
    told: of('VRRP060'),
    reasons: allowed.map(({ finding, reason }) => [finding.line, reason]),
  };
}

describe('a comment that allows a finding', () => {
  it('at the end of a line, for that line alone', () => {
    expect(seen('x # hadeploy: allow VRRP060: old', 'x')).toEqual({
      told: [2],
      reasons: [[1, 'old']],
    });
  });

  it('on a line of its own, for the next one that says something', () => {
    expect(seen('# hadeploy: allow VRRP060: old', '', '# why', 'x', 'x')).toEqual({
      told: [5],
      reasons: [[4, 'old']],
    });
  });

  it('at the end of the file it speaks of nothing else', () => {
    expect(seen('x', '! hadeploy: allow VRRP060: old')).toEqual({ told: [1], reasons: [] });
  });

  it('for the whole file, and for several rules', () => {
    expect(seen('x', '# hadeploy: allow-file VRRP001, VRRP060: old', 'x')).toEqual({
      told: [],
      reasons: [
        [1, 'old'],
        [3, 'old'],
      ],
    });
  });

  it('counts nothing for another rule, or without a reason', () => {
    expect(seen('x # hadeploy: allow VRRP001: old', 'x # hadeploy: allow VRRP060')).toEqual({
      told: [1, 2],
      reasons: [],
    });
  });

  it('the first of two reasons is told', () => {
    const two = ['# hadeploy: allow VRRP060: one', 'x # hadeploy: allow VRRP060: two'];
    expect(seen(...two).reasons).toEqual([[2, 'one']]);
  });
});
