import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldFor, spansOn, type Span } from '../../../src/drill/holders.ts';
import type { NodeEvent } from '../../../src/drill/node-events.ts';

const vip = '192.0.2.100';
const listed = (at: number, there: boolean): NodeEvent => ({
  event: 'listed',
  at,
  linksUp: ['eth0'],
  addresses: there ? [{ interface: 'eth0', address: vip }] : [],
});
const address = (at: number, there: boolean, of = vip): NodeEvent => ({
  event: 'address',
  at,
  there,
  interface: 'eth0',
  address: of,
});
const link = (at: number, up: boolean): NodeEvent => ({
  event: 'link',
  at,
  interface: 'eth0',
  up,
});

describe('who holds an address, and when', () => {
  it('from the list, until it is deleted, and again', () => {
    const events = [listed(0, true), address(10, false), address(30, true)];
    expect(spansOn('a', vip, events)).toEqual([
      { host: 'a', from: 0, to: 10 },
      { host: 'a', from: 30, to: null },
    ]);
  });

  it('an address on a dead link is held by nobody', () => {
    const events = [listed(0, true), link(10, false), link(20, true)];
    expect(spansOn('a', vip, events)).toEqual([
      { host: 'a', from: 0, to: 10 },
      { host: 'a', from: 20, to: null },
    ]);
  });

  it('a node that went dark holds nothing; after a boot its new list is the truth', () => {
    const events: NodeEvent[] = [listed(0, true), { event: 'dark', at: 5 }, listed(50, false)];
    expect(spansOn('a', vip, events)).toEqual([{ host: 'a', from: 0, to: 5 }]);
  });

  it('other addresses and what keepalived says change nothing', () => {
    const events: NodeEvent[] = [
      listed(0, true),
      address(1, false, '192.0.2.1'),
      { event: 'said', at: 2, text: 'Entering BACKUP STATE' },
      { event: 'undo', at: 3 },
    ];
    expect(spansOn('a', vip, events)).toEqual([{ host: 'a', from: 0, to: null }]);
  });
});

describe('time without a holder, with one, with two', () => {
  it('counts the windows', () => {
    const spans: Span[] = [
      { host: 'a', from: 0, to: 100 },
      { host: 'b', from: 90, to: 200 },
      { host: 'a', from: 250, to: null },
    ];
    const whole = { from: 0, to: 300 };
    expect(heldFor(spans, whole, (count) => count === 0)).toBe(50);
    expect(heldFor(spans, whole, (count) => count > 1)).toBe(10);
    expect(heldFor(spans, whole, (count) => count === 1)).toBe(240);
  });

  const span = fc
    .record({
      host: fc.constantFrom('a', 'b'),
      from: fc.integer({ min: -50, max: 300 }),
      length: fc.option(fc.integer({ min: 1, max: 300 })),
    })
    .map(({ host, from, length }): Span => ({
      host,
      from,
      to: length === null ? null : from + length,
    }));

  it('the windows add up to the whole, and agree with counting every millisecond', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), (spans) => {
        const whole = { from: 0, to: 200 };
        const none = heldFor(spans, whole, (count) => count === 0);
        const one = heldFor(spans, whole, (count) => count === 1);
        const more = heldFor(spans, whole, (count) => count > 1);
        expect(none + one + more).toBe(200);
        const each = Array.from({ length: 200 }, (_, at) => at).filter(
          (at) =>
            spans.filter(({ from, to }) => from <= at && (to === null || to >= at + 1)).length ===
            0,
        );
        expect(none).toBe(each.length);
      }),
    );
  });
});
