import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProbe } from '../../../src/engine/probe-answer.ts';
import { readRunning } from '../../../src/keepalived/running.ts';

/** What a real keepalived 2.2.7 wrote on SIGUSR1 and SIGUSR2. */
const recorded = (node: string): string =>
  decodeProbe(readFileSync(`test/captures/debian-12/verify-${node}.txt`, 'utf8'), [])?.outputs?.[
    'keepalived'
  ]?.text ?? '';

describe('what keepalived says that it runs', () => {
  it('on the master', () => {
    const running = readRunning(recorded('lb01'));
    expect(running?.instances).toMatchObject([
      {
        name: 'INTERNAL_VIP',
        state: 'MASTER',
        interface: 'eth0',
        vrid: 51,
        priority: 100,
        effectivePriority: 100,
        advertMs: 1000,
        vips: ['198.51.100.100'],
        tracked: ['haproxy'],
      },
      { name: 'PUBLIC_VIP', state: 'MASTER', vrid: 52, vips: ['198.51.100.200'] },
    ]);
    expect(running?.scripts).toEqual([{ name: 'haproxy', status: 'GOOD' }]);
    expect(running?.instances[0]?.lastTransition).toBeGreaterThan(1_700_000_000);
  });

  it('on the standby, with what it has heard', () => {
    const [one] = readRunning(recorded('lb02'))?.instances ?? [];
    expect(one).toMatchObject({ state: 'BACKUP', priority: 90, effectivePriority: 90 });
    expect(one?.counters?.received).toBeGreaterThan(0);
    expect(one?.counters?.rejected).toEqual({});
  });

  it('the password only in a Secret', () => {
    const running = readRunning(recorded('lb01'));
    expect(running?.instances.map(({ pass }) => pass?.reveal())).toEqual(['lab-int1', 'lab-pub2']);
    expect(JSON.stringify(running)).not.toMatch(/lab-int1|lab-pub2/);
  });

  it('what was thrown away, by its reason', () => {
    const text = recorded('lb02')
      .replace(/( {4}Failure:) 0/, '$1 3')
      .replace(/( {4}TTL:) 0/, '$1 2');
    expect(readRunning(text)?.instances[0]?.counters?.rejected).toEqual({
      'other auth_pass': 3,
      'TTL below 255: it came through a router': 2,
    });
  });

  it('VRRP version 3 tells milliseconds', () => {
    const text = recorded('lb01').replace(
      'Advert interval = 1 sec',
      'Advert interval = 300 milli-sec',
    );
    expect(readRunning(text)?.instances[0]?.advertMs).toBe(300);
  });

  it('nothing of VRRP: null', () => {
    expect(readRunning('')).toBeNull();
    expect(readRunning('Keepalived v2.2.7 (01/16,2022)\n')).toBeNull();
  });

  it('any cut of it is read without a throw', () => {
    const text = recorded('lb01');
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), (from, to) => {
        readRunning(text.slice(from, to));
      }),
    );
  });
});
