import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hosts, makePair, onBoth, type Pair } from '../matrix/pair.ts';
import { hadeploy, type Ended } from '../lab/support/hadeploy.ts';
import { lab } from '../lab/support/lab.ts';

/**
 * A node's clock jumps in the middle of an apply. A container's clock is the machine's, so this takes nodes with a kernel
 * of their own (User-Mode Linux); where they cannot run, the reason is in the name of the skipped test.
 */
const reason = await lab('uml', 'up', '1').then(
  () => null,
  (error: unknown) => String(error).split('\n').at(-1),
);

const directory = mkdtempSync(join(tmpdir(), 'hadeploy-clock-'));
const pair: Pair = makePair('uml', 1, directory);

function apply(version: 'x' | 'y', onLine: (line: string) => void = () => {}): Promise<Ended> {
  const words = ['apply', 'prod-bj', '--yes', '--json', '--confirm-timeout', '60', '--settle', '0'];
  return hadeploy(words, { project: pair.projects[version], onLine });
}

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.skipIf(reason !== null)(`the clock jumps${reason ? ` (${reason})` : ''}`, () => {
  beforeAll(async () => {
    await onBoth(pair, 'rm -f /var/lib/hadeploy/prod-bj/lease; date -s @' + Date.now() / 1000);
    expect((await apply('x')).code).toBe(0);
  }, 300_000);

  it.each([
    ['forward', '+1 hour', 'y'],
    ['back', '-1 hour', 'x'],
  ] as const)(
    'an hour %s on both nodes, between the two activations: nothing fires early, nothing hangs',
    async (_, jump, version) => {
      let jumped: Promise<unknown> | undefined;
      const ended = await apply(version, (line) => {
        if (/"phase":"activate","host":"prod-bj-lb02","state":"done"/.test(line))
          jumped ??= onBoth(pair, `date -s '${jump}'`);
      });
      await jumped;
      expect(jumped).toBeDefined();
      expect(ended.code).toBe(0);
      const states = await onBoth(
        pair,
        'cd /var/lib/hadeploy/prod-bj; cat "$(ls -d 2* | tail -n 1)/state"; ls lease 2>/dev/null; true',
      );
      expect(states).toEqual(Object.fromEntries(hosts.map((host) => [host, 'state confirmed\n'])));
      const plan = await hadeploy(['plan', 'prod-bj', '--json'], {
        project: pair.projects[version],
      });
      expect(plan.code).toBe(0);
    },
    180_000,
  );
});
