import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestOutage, wholeOutage, type ProbeResult } from '../../../src/drill/outage.ts';

/** One every 20 ms that takes 2 ms; those begun while it was silent fail at once. */
function probes(silent: { from: number; to: number }[], until = 2_000): ProbeResult[] {
  return Array.from({ length: until / 20 }, (_, index) => {
    const at = index * 20;
    const lost = silent.some(({ from, to }) => at >= from && at < to);
    return { at, ms: 2, error: lost ? 'refused' : null };
  });
}

describe('the longest outage', () => {
  it('none where every probe was answered', () => {
    expect(longestOutage(probes([]), 2_000)).toBeNull();
  });

  it('from the end of the last answer to the end of the first again', () => {
    expect(longestOutage(probes([{ from: 400, to: 1_000 }]), 2_000)).toEqual({
      from: 382,
      to: 1_002,
    });
  });

  it('of two, the longer', () => {
    const two = [
      { from: 100, to: 200 },
      { from: 800, to: 1_200 },
    ];
    expect(longestOutage(probes(two), 2_000)).toEqual({ from: 782, to: 1_202 });
  });

  it('one that never ends lasts to the end', () => {
    expect(longestOutage(probes([{ from: 500, to: 9_999 }]), 2_000)).toEqual({
      from: 482,
      to: 2_000,
    });
  });

  it('a pause of our own, in which nobody asked, is none', () => {
    const asked = probes([]).filter(({ at }) => at < 500 || at > 1_500);
    expect(longestOutage(asked, 2_000)).toBeNull();
  });

  it('answers that all waited for the same moment are one', () => {
    const waited = probes([]).map((one) =>
      one.at >= 400 && one.at < 1_000 ? { ...one, ms: 1_002 - one.at } : one,
    );
    expect(longestOutage(waited, 2_000)).toEqual({ from: 382, to: 1_002 });
  });

  it('one slow answer among quick ones is none', () => {
    const slow = probes([]).map((one) => (one.at === 400 ? { ...one, ms: 900 } : one));
    expect(longestOutage(slow, 2_000)).toBeNull();
  });

  it('is never shorter than the silence, and longer by two probes at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 900 }),
        fc.integer({ min: 20, max: 900 }),
        (from, length) => {
          const outage = longestOutage(probes([{ from, to: from + length }]), 2_000);
          const measured = outage === null ? 0 : outage.to - outage.from;
          expect(measured).toBeGreaterThanOrEqual(length - 20);
          expect(measured).toBeLessThanOrEqual(length + 40 + 2);
        },
      ),
    );
  });
});

describe('one of several servers is gone', () => {
  /** Every second request goes to it. */
  const halfLost = (from: number, to: number): ProbeResult[] =>
    Array.from({ length: 300 }, (_, index) => {
      const at = index * 20;
      const lost = index % 2 === 1 && at >= from && at < to;
      return { at, ms: 2, error: lost ? 'refused' : null };
    });

  const fault = { from: 390, to: 1_500 };
  const end = 6_000;
  const whole = (probes: ProbeResult[], during = fault) => wholeOutage(probes, during, end);

  it('from the first request that was lost to the first after which none was', () => {
    expect(whole(halfLost(400, 1_000))).toEqual({ from: 420, to: 1_000 });
    expect(longestOutage(halfLost(400, 1_000), end)?.to).toBeLessThan(500);
  });

  it('a single one before the fault or long after it is not of it', () => {
    const stray = halfLost(400, 1_000).map((one) =>
      one.at === 100 || one.at === 3_900 ? { ...one, error: 'refused' } : one,
    );
    expect(whole(stray)).toEqual({ from: 420, to: 1_000 });
    expect(whole(stray, { from: 1_100, to: 1_500 })).toEqual({ from: 3_900, to: 3_920 });
    expect(whole(stray, { from: 4_000, to: 4_500 })).toBeNull();
  });

  it('while the fault lasts calm is no end', () => {
    const late = [...halfLost(400, 500).slice(0, 70), ...halfLost(1_400, 1_450).slice(70)];
    expect(whole(late)).toEqual({ from: 420, to: 1_440 });
  });

  it('goes on after the fault while requests are lost', () => {
    expect(whole(halfLost(400, 3_000))).toEqual({ from: 420, to: 3_000 });
    expect(
      whole([...halfLost(400, 1_000).slice(0, 100), ...halfLost(2_400, 4_000).slice(100)]),
    ).toEqual({ from: 2_420, to: 4_000 });
  });

  it('a request that the fault met on its way', () => {
    const met = [{ at: 380, ms: 15, error: 'reset' }, ...halfLost(0, 0).slice(20)];
    expect(whole(met)).toEqual({ from: 380, to: 400 });
  });

  it('none was lost: late is answered', () => {
    expect(whole(halfLost(0, 0).map((one) => ({ ...one, ms: 3_000 })))).toBeNull();
  });

  it('lost to the end', () => {
    expect(whole(halfLost(400, 9_999))).toEqual({ from: 420, to: end });
  });
});
