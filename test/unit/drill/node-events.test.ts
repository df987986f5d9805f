import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseNodeEvents } from '../../../src/drill/node-events.ts';
import { spansOn } from '../../../src/drill/holders.ts';

const capture = readFileSync(
  new URL('../../captures/debian-12/drill-events-keepalived-stopped.txt', import.meta.url),
  'utf8',
).split('\n');

describe('what the recorder on a node writes', () => {
  const events = parseNodeEvents(capture);

  it('recorded: begins with what is there', () => {
    const [first] = events;
    expect(first?.event).toBe('listed');
    if (first?.event !== 'listed') return;
    expect(first.linksUp).toEqual(['lo', 'eth0']);
    expect(first.addresses).toContainEqual({ interface: 'eth0', address: '198.51.100.100' });
  });

  it('recorded: the fault, then the VIP leaves, then the undo, then it is back', () => {
    const fault = events.find(({ event }) => event === 'fault');
    const undo = events.find(({ event }) => event === 'undo');
    const spans = spansOn('lb01', '198.51.100.100', events);
    expect(spans).toHaveLength(2);
    expect(spans[0]?.to).toBeGreaterThan(fault?.at ?? Infinity);
    expect(spans[1]?.from).toBeGreaterThan(undo?.at ?? Infinity);
    expect(spans[1]?.to).toBeNull();
    const gone = (spans[0]?.to ?? 0) - (fault?.at ?? 0);
    expect(gone).toBeLessThan(200);
  });

  it('recorded: what keepalived said of it', () => {
    const said = events.flatMap((event) => (event.event === 'said' ? [event.text] : []));
    expect(said).toContain('(INTERNAL_VIP) Entering MASTER STATE');
  });

  it('times in UTC with microseconds, links and addresses, deleted or not', () => {
    expect(
      parseNodeEvents([
        '[2026-11-21T08:20:46.019213] 370: eth0    inet 203.0.113.77/32 scope global eth0\\ valid_lft forever',
        '[2026-11-21T08:20:46.328013] Deleted 370: eth0    inet6 2001:db8::1/64 scope global \\ valid_lft forever',
        '[2026-11-21T08:20:47.000500] 370: eth0@if371: <BROADCAST,MULTICAST> mtu 1500 state DOWN',
        '[2026-11-21T08:20:48.000000] 370: eth0@if371: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP',
      ]),
    ).toEqual([
      {
        event: 'address',
        at: Date.UTC(2026, 10, 21, 8, 20, 46) + 19.213,
        interface: 'eth0',
        address: '203.0.113.77',
        there: true,
      },
      {
        event: 'address',
        at: Date.UTC(2026, 10, 21, 8, 20, 46) + 328.013,
        interface: 'eth0',
        address: '2001:db8::1',
        there: false,
      },
      { event: 'link', at: Date.UTC(2026, 10, 21, 8, 20, 47) + 0.5, interface: 'eth0', up: false },
      { event: 'link', at: Date.UTC(2026, 10, 21, 8, 20, 48), interface: 'eth0', up: true },
    ]);
  });

  it('a list that was cut off says nothing; words of keepalived come without escapes', () => {
    const lines = [
      'listed 1000',
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536',
      'fault 2000',
      '1795249246.5 lb01 Keepalived_vrrp[9]: evil \u001b[31mred',
    ];
    expect(parseNodeEvents(lines)).toEqual([
      { event: 'fault', at: 2000 },
      { event: 'said', at: 1795249246500, text: 'evil red' },
    ]);
  });

  it.each(['', 'noise', '[x] 1: eth0', '[2026-11-21T08:20:46.0] Deleted', 'fault soon', '7: eth0'])(
    'leaves out what it does not know: %j',
    (line) => {
      expect(parseNodeEvents([line])).toEqual([]);
    },
  );
});
