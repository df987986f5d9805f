import { appendFileSync } from 'node:fs';
import { expect, vi } from 'vitest';
import type { Observation, Rule } from '../../src/lint/rule.ts';

/** What is done to every rule in this run, and where the sound run writes which rule was asked in which test. */
const { RULES_MUTANT: mutant = 'none', RULES_ASKED: asked = '' } = process.env;

const nothing = (): Observation[] => [];
const always = (): Observation[] => [{ at: null, node: null, message: 'a mutant says so' }];

function mutated(rule: Rule): Rule {
  if (rule.scope === 'live' || mutant === 'none') return rule;
  return { ...rule, check: mutant === 'mute' ? nothing : always };
}

vi.mock(import('../../src/lint/lint.ts'), async (importOriginal) => {
  const real = await importOriginal();
  const lint: typeof real.lint = (subjects, options) => {
    const [only, ...others] = options.rules;
    const linted = real.lint(subjects, { ...options, rules: options.rules.map(mutated) });
    // A test of one rule: what it was asked for is that rule's alone.
    if (mutant === 'none' && only !== undefined && others.length === 0) {
      const isFired = [...linted.findings, ...linted.allowed.map(({ finding }) => finding)].some(
        ({ id }) => id === only.id,
      );
      const test = expect.getState().currentTestName ?? '';
      appendFileSync(asked, `${JSON.stringify({ rule: only.id, isFired, test })}\n`);
    }
    return linted;
  };
  return { ...real, lint };
});
