import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { outageBound } from '../../../src/keepalived/timing.ts';
import { priorityProblems } from '../../../src/keepalived/timing/problems.ts';
import { pair, type PairShape } from './pair.ts';

const problems = (shape: PairShape) => priorityProblems(pair(shape));

test.each<[string, PairShape, string[]]>([
  ['weight 0', {}, []],
  ['a weight that flips the election', { weight: -20 }, []],
  ['a positive weight that flips it', { weight: 20 }, []],
  ['a weight too small', { weight: -5 }, ['VRRP026']],
  ['a weight that only makes them equal', { weight: -10 }, ['VRRP026']],
  ['a positive weight too small', { weight: 5 }, ['VRRP026']],
  [
    'the owner of the address, which no weight changes',
    { priorities: [255, 90], weight: -200 },
    ['VRRP026'],
  ],
  ['equal priorities', { priorities: [100, 100] }, ['VRRP011']],
  ['equal after the clamp', { priorities: [250, 240], weight: 20 }, ['VRRP011']],
  ['equal when both fail', { priorities: [20, 10], weight: -30 }, ['VRRP011']],
  [
    'nopreempt with a weight',
    { weight: -20, lines: ['nopreempt', 'nopreempt'] },
    ['VRRP021', 'VRRP021'],
  ],
  ['nopreempt with weight 0', { lines: ['nopreempt', 'nopreempt'] }, []],
])('%s', (_, shape, ids) => {
  expect(problems(shape).map(({ id }) => id)).toEqual(ids);
});

test('a problem says what, where and what to do', () => {
  expect(problems({ weight: -5 })).toEqual([
    {
      id: 'VRRP026',
      instance: 'V',
      host: 'lb01',
      at: { line: expect.any(Number) as number, column: expect.any(Number) as number },
      message:
        'weight -5 of haproxy cannot move it: with the check failing lb01 still has 95, lb02 has 90',
      fix: 'use a weight of -11 or less on both nodes, or 0: a failure is then a fault',
    },
  ]);
});

test('weights of a member of a sync group count nothing', () => {
  const group = '}\nvrrp_sync_group G {\n  group {\n    V\n  }\n';
  const shape: PairShape = { weight: -20, lines: [group, group] };
  expect(problems(shape).map(({ id }) => id)).toEqual(['VRRP029', 'VRRP029']);
  const bound = outageBound(pair(shape), {
    fault: 'haproxy-stopped',
    instance: 'V',
    victim: 'lb01',
    holder: 'lb01',
  });
  expect(bound.outageMs).toBe(Infinity);
});

it('a weight passes exactly when the bound of a dead service is finite, and its fix would pass', () => {
  const priority = fc.integer({ min: 1, max: 254 });
  fc.assert(
    fc.property(priority, priority, fc.integer({ min: -253, max: -1 }), (a, b, weight) => {
      fc.pre(a > b);
      const shape: PairShape = { priorities: [a, b], weight };
      const found = problems(shape).filter(({ id }) => id === 'VRRP026');
      const { outageMs } = outageBound(pair(shape), {
        fault: 'haproxy-stopped',
        instance: 'V',
        victim: 'lb01',
        holder: 'lb01',
      });
      expect(found.length === 0).toBe(Number.isFinite(outageMs));
      const fix = /-\d+/.exec(found[0]?.fix ?? '')?.[0];
      // Where the standby has priority 1, no weight can bring the other below it.
      if (fix === undefined || b === 1) return;
      expect(problems({ ...shape, weight: Number(fix) }).map(({ id }) => id)).not.toContain(
        'VRRP026',
      );
    }),
  );
});
