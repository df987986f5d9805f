import { expect, test } from 'vitest';
import { chooseReporter } from '../../../src/ui/choose-reporter.ts';

const choose = (env: Record<string, string>, more = {}): string => {
  const { kind, color } = chooseReporter({
    json: false,
    isTTY: true,
    noColor: false,
    env,
    ...more,
  });
  return `${kind}${color ? ' colour' : ''}`;
};

test.each([
  ['a terminal', {}, {}, 'terminal colour'],
  ['a pipe', {}, { isTTY: false }, 'plain'],
  ['NO_COLOR', { NO_COLOR: '1' }, {}, 'terminal'],
  ['NO_COLOR that is empty counts as absent', { NO_COLOR: '' }, {}, 'terminal colour'],
  ['--no-color over FORCE_COLOR', { FORCE_COLOR: '1' }, { noColor: true }, 'terminal'],
  ['FORCE_COLOR in a pipe', { FORCE_COLOR: '1' }, { isTTY: false }, 'plain colour'],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, {}, 'terminal'],
  ['NO_COLOR over FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, {}, 'terminal'],
  ['a dumb terminal', { TERM: 'dumb' }, {}, 'plain'],
  ['CI with a terminal', { CI: 'true' }, {}, 'plain colour'],
  ['CI=false', { CI: 'false' }, {}, 'terminal colour'],
  ['--json', { FORCE_COLOR: '1' }, { json: true }, 'json'],
])('%s', (_, env, more, expected) => {
  expect(choose(env as Record<string, string>, more)).toBe(expected);
});
