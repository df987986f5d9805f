import { describe, expect, it } from 'vitest';
import type { OutageBound, VipMeasurement } from '../../../src/core/drill.ts';
import { hopeless, problemsOf, type Judged } from '../../../src/drill/judge.ts';

const moving: OutageBound = {
  outageMs: 4_000,
  moves: true,
  splitBrainMs: 150,
  failbackMs: 5_000,
  terms: [{ what: 'three advertisements', ms: 4_000 }],
};
const staying: OutageBound = {
  ...moving,
  outageMs: 150,
  moves: false,
  splitBrainMs: 0,
  failbackMs: null,
};

const vip: VipMeasurement = {
  name: 'PUBLIC',
  address: '192.0.2.100',
  port: 80,
  holders: [
    { host: 'a', from: 0, to: 1_200 },
    { host: 'b', from: 3_000, to: 9_000 },
    { host: 'a', from: 9_000, to: null },
  ],
  probes: [],
  probeEveryMs: 20,
  outageMs: 2_000,
  errorMs: 50,
  bound: moving,
  failedProbes: 100,
  noHolderMs: 1_800,
  splitBrainMs: 0,
  failbackMs: 4_000,
};

const judged = (changed: Partial<VipMeasurement> = {}, more: Partial<Judged> = {}): string[] =>
  problemsOf({
    drill: 'haproxy-stopped',
    host: 'a',
    heldBefore: { PUBLIC: 'a' },
    vips: [{ ...vip, ...changed }],
    fault: { at: 1_000, undoneAt: 5_000 },
    leftBehind: [],
    clockErrorMs: { a: 5, b: 5 },
    ...more,
  });

describe('judgement of a drill', () => {
  it('all within its bounds: passed', () => {
    expect(judged()).toEqual([]);
  });

  it('the measuring error is on the side of the configuration, no more than that', () => {
    expect(judged({ outageMs: 4_050 })).toEqual([]);
    expect(judged({ outageMs: 4_051 })).toEqual([
      'PUBLIC was out for 4051 ms ± 50 ms; the configuration promises at most 4000 ms',
    ]);
  });

  it('it had to move and did not', () => {
    const holders = [{ host: 'a', from: 0, to: null }];
    expect(judged({ holders })).toEqual(['PUBLIC stayed on a: no other host took it over']);
  });

  it('it had to stay and did not; where it may move, it may', () => {
    const moved = { bound: staying, outageMs: 0, failedProbes: 0 };
    expect(judged(moved)).toEqual(['PUBLIC moved from a to b, which this fault should not do']);
    expect(judged({ ...moved, bound: { ...staying, mayMove: true } })).toEqual([]);
  });

  it('two holders, longer than the fault explains', () => {
    expect(judged({ splitBrainMs: 1_000 })).toEqual([
      'PUBLIC had two holders for 1000 ms; at most 150 ms is to be expected',
    ]);
  });

  it('VRRP blocked and no second holder seen: the fault was none', () => {
    const more = { drill: 'vrrp-blocked' as const };
    const bound = { ...moving, splitBrainMs: 3_000 };
    expect(judged({ bound, splitBrainMs: 0 }, more)).toEqual([
      'PUBLIC: no second holder was seen with VRRP blocked: was it blocked at all?',
    ]);
    expect(judged({ bound, splitBrainMs: 2_500 }, more)).toEqual([]);
  });

  it('it did not come back, or to nobody, or late', () => {
    const there = [vip.holders[0]!, { host: 'b', from: 3_000, to: null }];
    expect(judged({ holders: there })).toEqual(['PUBLIC did not come back to a: b holds it']);
    expect(judged({ holders: [vip.holders[0]!, { host: 'b', from: 3_000, to: 9_000 }] })).toEqual([
      'PUBLIC is held by no host after the drill',
    ]);
    expect(judged({ failbackMs: 7_000 })).toEqual([
      'PUBLIC came back after 7000 ms; the configuration promises at most 5000 ms',
    ]);
  });

  it('nopreempt: it stays where it is, and that is right', () => {
    const holders = [vip.holders[0]!, { host: 'b', from: 3_000, to: null }];
    expect(judged({ holders, bound: { ...moving, failbackMs: null } })).toEqual([]);
  });

  it('one server down: no request may be lost, however quickly the next one was answered', () => {
    const quiet = { bound: staying, outageMs: 40, holders: [{ host: 'a', from: 0, to: null }] };
    const lost = (...begun: number[]): string[] => {
      const probes = begun.map((at) => ({ at, ms: 3, error: 'HTTP 502' }));
      const all = [{ at: 900, ms: 3, error: null }, ...probes];
      const measured = { ...quiet, probes: all, failedProbes: probes.length };
      return judged(measured, { drill: 'server-down' });
    };
    expect(lost()).toEqual([]);
    expect(lost(1_100)).toEqual([
      'PUBLIC: 1 of 2 requests were lost with one server down, the first 100 ms after the fault: HTTP 502',
    ]);
    expect(lost(900)).toHaveLength(1);
    // The server had it when it went down.
    expect(lost(998)).toEqual([]);
    expect(lost(998, 1_500)).toEqual([
      'PUBLIC: 1 of 3 requests were lost with one server down, the first 500 ms after the fault: HTTP 502',
    ]);
  });

  it('a configuration that cannot fail over: its reason, and nothing else', () => {
    const bound: OutageBound = {
      ...moving,
      outageMs: Infinity,
      moves: false,
      terms: [{ what: 'the weight is too small', ms: Infinity }],
    };
    expect(hopeless({ name: 'PUBLIC', bound })).toBe(
      'PUBLIC cannot fail over: the weight is too small',
    );
    expect(judged({ bound, outageMs: 9_999 }, { fault: null })).toEqual([
      'PUBLIC cannot fail over: the weight is too small',
    ]);
  });

  it('before there was a fault, what was measured says nothing', () => {
    expect(judged({ outageMs: 99_999 }, { fault: null })).toEqual([]);
  });

  it('what is not as before fails it', () => {
    expect(judged({}, { leftBehind: ['a: sysctl x: 1 (was 0)'] })).toEqual([
      'not as before: a: sysctl x: 1 (was 0)',
    ]);
  });
});
