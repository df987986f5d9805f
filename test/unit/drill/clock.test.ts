import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetOf, withDrift } from '../../../src/drill/clock.ts';

describe('clock of a node', () => {
  it('the quickest answer alone would say it less closely than all together', () => {
    const samples = [
      { sentAt: 0, node: 1_010, receivedAt: 40 },
      { sentAt: 100, node: 1_130, receivedAt: 130 },
    ];
    // Alone: 970..1010 and 1000..1030.
    expect(offsetOf(samples)).toEqual({ offsetMs: 1_005, errorMs: 5 });
  });

  it('a clock that was set between two answers: the quickest counts', () => {
    const samples = [
      { sentAt: 0, node: 5_000, receivedAt: 10 },
      { sentAt: 100, node: 9_102, receivedAt: 104 },
    ];
    expect(offsetOf(samples)).toEqual({ offsetMs: 9_000, errorMs: 2 });
  });

  it('without samples there is nothing to say', () => {
    expect(() => offsetOf([])).toThrow();
  });

  const delay = fc.integer({ min: 0, max: 500 });

  it('the true offset is within the error, whatever the ways there and back take', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.tuple(delay, delay), { minLength: 1, maxLength: 8 }),
        (offset, delays) => {
          const samples = delays.map(([there, back], index) => {
            const sentAt = index * 2_000;
            return { sentAt, node: sentAt + there + offset, receivedAt: sentAt + there + back };
          });
          const { offsetMs, errorMs } = offsetOf(samples);
          expect(Math.abs(offsetMs - offset)).toBeLessThanOrEqual(errorMs);
          const shortest = Math.min(...delays.map(([there, back]) => there + back));
          expect(errorMs).toBeLessThanOrEqual(shortest / 2);
        },
      ),
    );
  });

  it('what it has drifted is error too', () => {
    const drifted = withDrift({ offsetMs: 10, errorMs: 2 }, { offsetMs: 25, errorMs: 3 });
    expect(drifted).toEqual({ offsetMs: 10, errorMs: 18 });
  });
});
