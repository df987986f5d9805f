import { describe, expect, it } from 'vitest';
import { leftBehind, parseSnapshot } from '../../../src/drill/snapshot.ts';

const state = (...lines: string[]): string =>
  lines.map((line) => `snapshot\t${line.replace('|', '\t')}\n`).join('');

const left = (before: string, after: string): string[] =>
  leftBehind('a', {
    before: parseSnapshot(before),
    after: parseSnapshot(after),
    vips: ['192.0.2.10', '2001:db8::10'],
  });

describe('what a drill leaves behind', () => {
  it('nothing', () => {
    const same = state('unit haproxy.service|active enabled', 'sysctl net/x|1');
    expect(left(same, same)).toEqual([]);
  });

  it('changed, gone, new', () => {
    const before = state(
      'unit haproxy.service|active enabled',
      'route -4 default via 192.0.2.1|there',
    );
    const after = state(
      'unit haproxy.service|failed enabled',
      'directory /run/hadeploy-drill-1|left behind',
    );
    expect(left(before, after)).toEqual([
      'a: directory /run/hadeploy-drill-1: left behind (was not there before)',
      'a: route -4 default via 192.0.2.1: is gone (was there)',
      'a: unit haproxy.service: failed enabled (was active enabled)',
    ]);
  });

  it('VIPs may be elsewhere, and the kernel’s routes to them; an address that begins alike may not', () => {
    const before = state(
      'address eth0 192.0.2.10/32|there',
      'address eth0 192.0.2.100/32|there',
      'route -4 local 192.0.2.10 dev eth0 table local|there',
      'address eth0 2001:db8::10/128|there',
    );
    expect(left(before, '')).toEqual(['a: address eth0 192.0.2.100/32: is gone (was there)']);
  });
});
