import { describe, expect, test } from 'vitest';
import { vridMatchesOnPair } from '../../../src/lint/rules/vrrp/vrid-matches-on-pair.ts';
import { findingsOf, instance } from './pair.ts';

const vip = 'virtual_ipaddress {\n192.0.2.10/24\n}';

describe('VRRP001', () => {
  test('different VRIDs of one VIP, under one name or two', () => {
    const found = findingsOf(vridMatchesOnPair, {
      a: { keepalived: instance(`virtual_router_id 51\n${vip}`) },
      b: { keepalived: `\n${instance(`virtual_router_id 52\n${vip}`, 'OTHER')}` },
    });
    expect(found).toMatchObject([
      { id: 'VRRP001', node: 'b', file: 'b/etc/keepalived/keepalived.conf', line: 3 },
    ]);
  });

  test('silent where they are equal', () => {
    const keepalived = instance(`virtual_router_id 51\n${vip}`);
    expect(findingsOf(vridMatchesOnPair, { a: { keepalived }, b: { keepalived } })).toEqual([]);
  });
});
