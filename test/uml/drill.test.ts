import { beforeAll, describe, expect, it } from 'vitest';
import { hadeploy } from '../lab/support/hadeploy.ts';
import { lab } from '../lab/support/lab.ts';

/** The drills that a container must not do: its kernel is that of the machine. */

const missing = await lab('uml', 'up', '1').then(
  () => null,
  ({ message }: Error) => message.trim().split('\n').at(-1),
);

interface Row {
  drill: string;
  ok: boolean;
  skipped?: string;
  problems?: string[];
}

describe.skipIf(missing !== null)(`a node goes down${missing ? `: ${missing}` : ''}`, () => {
  beforeAll(async () => {
    const applied = await hadeploy(['apply', 'uml-fast', '--yes', '--confirm-timeout', '300']);
    expect(applied.code).toBe(0);
  }, 900_000);

  it.each(['reboot', 'power-cut'])(
    '%s: within its bound, and all as before',
    async (drill) => {
      const words = ['--failover', '--drill', drill, '--limit', 'prod-bj-lb01', '--yes', '--json'];
      const { result, code } = await hadeploy(['verify', 'uml-fast', ...words]);
      const rows = result.drills as Row[];
      expect(rows.map((row) => [row.drill, row.skipped, row.problems])).toEqual(
        rows.map(() => [drill, undefined, undefined]),
      );
      expect(rows).toHaveLength(2);
      expect(rows.every(({ ok }) => ok)).toBe(true);
      expect(code).toBe(0);
    },
    400_000,
  );
});
