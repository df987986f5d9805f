import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { liveRules } from '../../../src/lint/rules/live/index.ts';

const folder = new URL('../../../src/verify/checks/', import.meta.url);
const checks = readdirSync(folder).flatMap((name) =>
  [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^ {2}id: '([^']+)'/gm)].map(
    ([, id]) => id,
  ),
);

test.each(liveRules)('$id is told by a check that there is', (rule) => {
  expect(rule.scope).toBe('live');
  expect(checks).toContain('verifiedBy' in rule ? rule.verifiedBy : null);
});
