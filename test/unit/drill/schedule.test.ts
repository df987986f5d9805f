import { describe, expect, it } from 'vitest';
import { drillNames, type OutageBound } from '../../../src/core/drill.ts';
import { drillOrder } from '../../../src/drill/faults.ts';
import { expectedMs, schedule, timingOf } from '../../../src/drill/schedule.ts';

const bound = (outageMs: number, failbackMs: number | null): OutageBound => ({
  outageMs,
  moves: true,
  splitBrainMs: 0,
  failbackMs,
  terms: [],
});

const waits = { reactionMs: 0, backMs: 0 };

describe('order and time of drills', () => {
  it('every drill has its place', () => {
    expect([...drillOrder].sort()).toEqual([...drillNames].sort());
  });

  it('harmless ones first, each on the holder first', () => {
    const hosts = [
      { name: 'standby', holds: 0 },
      { name: 'holder', holds: 2 },
    ];
    expect(schedule(['power-cut', 'server-down'], () => hosts)).toEqual([
      { drill: 'server-down', host: 'holder' },
      { drill: 'server-down', host: 'standby' },
      { drill: 'power-cut', host: 'holder' },
      { drill: 'power-cut', host: 'standby' },
    ]);
  });

  it('each drill on the hosts that it may be done to', () => {
    const victims = (drill: string) =>
      drill === 'real-server-down' ? [{ name: 'web', holds: 0 }] : [{ name: 'lvs', holds: 1 }];
    expect(schedule(['nginx-stopped', 'real-server-down'], victims)).toEqual([
      { drill: 'real-server-down', host: 'web' },
      { drill: 'nginx-stopped', host: 'lvs' },
    ]);
  });

  it('a fault stays longer than any bound, and is waited for longer than any failback', () => {
    const timing = timingOf('haproxy-stopped', [bound(4_000, 7_000), bound(150, null)], waits);
    expect(timing.faultMs).toBeGreaterThan(4_000);
    expect(timing.restoreMs).toBeGreaterThan(7_000);
    expect(expectedMs('haproxy-stopped', timing)).toBeGreaterThan(11_000);
  });

  it('where nothing may move, it is watched as long as a reaction would take', () => {
    expect(
      timingOf('keepalived-killed', [bound(150, null)], { ...waits, reactionMs: 3_700 }).observeMs,
    ).toBeGreaterThan(3_700);
  });

  it('is over only when every balancer may have its servers again', () => {
    const { restoreMs } = timingOf('real-server-down', [bound(150, null)], {
      ...waits,
      backMs: 60_500,
    });
    expect(restoreMs).toBeGreaterThan(60_500);
  });

  it('never becomes never: a bound without end counts for nothing', () => {
    const { faultMs } = timingOf('haproxy-stopped', [bound(Infinity, null)], waits);
    expect(Number.isFinite(faultMs)).toBe(true);
  });

  it('a node that boots is given the time for it', () => {
    const [boot, stop] = (['power-cut', 'keepalived-stopped'] as const).map(
      (drill) => timingOf(drill, [bound(4_000, 7_000)], waits).restoreMs,
    );
    expect((boot ?? 0) - (stop ?? 0)).toBeGreaterThan(60_000);
  });
});
