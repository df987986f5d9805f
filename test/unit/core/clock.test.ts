import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deadlineClock } from '../../../src/core/clock.ts';

function tick() {
  const at = { wall: 1_000_000, monotonic: 50 };
  return {
    at,
    read: deadlineClock({ wall: () => at.wall, monotonic: () => at.monotonic }),
  };
}

it.each([
  ['time passes', 10, 10, 10],
  ['the lid is closed for a minute', 60_000, 1, 60_000],
  ['the clock is set back by an hour', -3_600_000, 10, 10],
  ['the clock is set forward by an hour', 3_600_000, 10, 3_600_000],
])('%s', (_, wall, monotonic, passed) => {
  const { at, read } = tick();
  const before = read();
  at.wall += wall;
  at.monotonic += monotonic;
  expect(read() - before).toBe(passed);
});

it('whatever the clocks do, at least the monotonic time has passed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -1e7, max: 1e7 }), fc.nat(1e5))), (steps) => {
      const { at, read } = tick();
      const before = read();
      let passed = 0;
      for (const [wall, monotonic] of steps) {
        at.wall += wall;
        at.monotonic += monotonic;
        passed += monotonic;
        read();
      }
      expect(read() - before).toBeGreaterThanOrEqual(passed);
    }),
  );
});
