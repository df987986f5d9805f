import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseHaproxy, printHaproxy } from '../../../src/haproxy/config/parse.ts';
import { parseKeepalived, printKeepalived } from '../../../src/keepalived/config/parse.ts';
import { lint } from '../../../src/lint/lint.ts';
import { rules } from '../../../src/lint/rules.ts';
import { keywordRules } from '../../../src/lint/rules/keywords/index.ts';
import { everyWord } from '../keepalived/every-word.ts';
import { hostile } from './hostile.ts';
import { subjectOf } from './pair.ts';
import { shapes } from './shapes.ts';

/** `HADEPLOY_FUZZ=10000 npx vitest run --project unit test/unit/lint/fuzz.test.ts`; `2000-4000`: these alone. */
const wish = process.env.HADEPLOY_FUZZ;
const isLong = wish !== undefined;
const [last = 80, first = 0] = (wish?.split('-').map(Number) ?? []).reverse();
/** Of one answer. Far more than it needs: the machine of the tests may be busy. */
const DEADLINE = 1000;

const all = [...new Set([...rules, ...keywordRules])];
const golden = (path: string) =>
  readFileSync(new URL(`../../golden/${path}`, import.meta.url), 'utf8');
const lb01 = 'prod-bj/prod-bj-lb01/etc';
const script = golden(`${lb01}/keepalived/check_haproxy.sh`);
const haproxy = golden(`${lb01}/haproxy/haproxy.cfg`);
const partner = golden('prod-bj/prod-bj-lb02/etc/keepalived/keepalived.conf');
const seeds = [
  golden(`${lb01}/keepalived/keepalived.conf`),
  golden('uml-fast/prod-bj-lb01/etc/keepalived/keepalived.conf'),
  everyWord(),
];

interface Files {
  keepalived: string;
  haproxy: string;
  script: string;
}

/** What one answer costs the processor, in milliseconds: a machine that does something else besides is no slow rule. */
function costOf(
  { keepalived, haproxy: cfg, script: check }: Files,
  other = { keepalived: partner, haproxy },
): number {
  const start = process.cpuUsage();
  const subject = subjectOf({
    lb01: { keepalived, haproxy: cfg, files: { '/etc/keepalived/check_haproxy.sh': check } },
    lb02: { ...other, versions: { keepalived: '2.2.7', haproxy: '2.6.12' } },
  });
  lint([subject], { rules: all });
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function staysWhole({ keepalived, haproxy: cfg }: Files): void {
  expect(printKeepalived(parseKeepalived(keepalived))).toBe(keepalived);
  expect(printHaproxy(parseHaproxy(cfg))).toBe(cfg);
}

describe('broken files', () => {
  it(`${last - first} of them: nothing is lost, nothing is thrown, every answer is quick`, () => {
    let slowest = 0;
    for (let seed = first; seed < last; seed += 1) {
      // The big one costs as much as all others.
      const config = seeds[seed % 20 === 0 ? 2 : seed % 2] ?? '';
      const files = {
        keepalived: hostile(config, seed),
        haproxy: hostile(haproxy, seed + 1),
        script: hostile(script, seed + 2),
      };
      try {
        staysWhole(files);
        const cost = costOf(files);
        slowest = Math.max(slowest, cost);
        expect(cost).toBeLessThan(DEADLINE);
      } catch (error) {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      }
    }
    if (isLong)
      process.stderr.write(`seeds ${first} to ${last}: slowest ${slowest.toFixed(0)} ms\n`);
  }, 3_600_000);

  it('another file of the same kind in the place of each', () => {
    const files = [...seeds, haproxy, script, '', '\0', '\uFEFF'];
    for (const keepalived of files) {
      for (const cfg of files) {
        staysWhole({ keepalived, haproxy: cfg, script: cfg });
        expect(costOf({ keepalived, haproxy: cfg, script: cfg })).toBeLessThan(DEADLINE);
      }
    }
  });
});

describe('big files of hostile shapes', () => {
  const [small, big] = isLong ? [50_000, 200_000] : [3000, 12_000];
  it.each(Object.entries(shapes))('%s', (_, shape) => {
    const cost = (size: number) => {
      const text = shape.slice(0, size);
      staysWhole({ keepalived: text, haproxy: text, script: text });
      const files = { keepalived: text, haproxy: text, script: text };
      return costOf(files, { keepalived: text, haproxy: text });
    };
    const [one, four] = [cost(small), cost(big)];
    // Four times the size: four times the cost, sixteen times where it grows with the square.
    expect(four).toBeLessThan(Math.max(9 * one, DEADLINE));
  });
});
