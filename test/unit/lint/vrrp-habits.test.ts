import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { arpIsRepeated } from '../../../src/lint/rules/vrrp/arp-is-repeated.ts';
import { garpIntervalInRange } from '../../../src/lint/rules/vrrp/garp-interval-in-range.ts';
import { vrrpRules } from '../../../src/lint/rules/vrrp/index.ts';
import { noRulesByKeyword } from '../../../src/lint/rules/vrrp/no-rules-by-keyword.ts';
import { routerIdDiffers } from '../../../src/lint/rules/vrrp/router-id-differs.ts';
import { separateInstancesSeparateLinks } from '../../../src/lint/rules/vrrp/separate-instances-separate-links.ts';
import { vipReachableWithoutOwner } from '../../../src/lint/rules/vrrp/vip-reachable-without-owner.ts';
import { vipsOutliveEachOther } from '../../../src/lint/rules/vrrp/vips-outlive-each-other.ts';
import { subjectOf, type Given } from './pair.ts';
import { instanceText, pairOf, said, script, tracked, type Shape } from './vrrp-shape.ts';

const global = (...lines: string[]) => `global_defs {\n${lines.join('\n')}\n}\n`;

describe('VRRP030', () => {
  const on = (defs: string, shape: Shape = {}, keepalived?: string) =>
    said(vipReachableWithoutOwner, {
      a: {
        keepalived: defs + instanceText(shape),
        ...(keepalived && { versions: { keepalived } }),
      },
    });

  test('strict mode and no_accept', () => {
    expect(on(global('vrrp_strict'))).toEqual([
      'a error 2: vrrp_strict on a: VI_1 has priority 100, not 255, and drops what is sent to its VIPs',
    ]);
    expect(on('', { lines: 'strict_mode on' })[0]).toMatch(/^a error 6: strict_mode /);
    expect(on('', { lines: 'no_accept' })[0]).toMatch(/^a error 6: no_accept /);
    // Version 2 has no accept mode.
    expect(on(global('vrrp_strict'), { lines: 'accept' })).toHaveLength(1);
  });

  test('told once for all instances', () => {
    const two = instanceText({ name: 'VI_2', vrid: 61 });
    expect(on(global('vrrp_strict') + two)).toHaveLength(1);
  });

  test('silent: off for the instance, accept in version 3, the owner, none of it', () => {
    expect(on(global('vrrp_strict'), { lines: 'strict_mode off' })).toEqual([]);
    expect(on(global('vrrp_strict', 'vrrp_version 3'), { lines: 'accept' })).toEqual([]);
    expect(on(global('vrrp_strict'), { priority: 255 })).toEqual([]);
    expect(on('')).toEqual([]);
  });

  test('a bare vrrp_iptables had meant "no rules" up to 2.0.10', () => {
    const defs = global('vrrp_strict', 'vrrp_iptables');
    expect(on(defs, {}, '1.3.5')).toEqual([]);
    expect(on(defs, {}, '2.0.11')[0]).toMatch(/^a error/);
    expect(on(defs)[0]).toMatch(/^a warning/);
    expect(on(global('vrrp_strict', 'vrrp_iptables IN'), {}, '1.3.5')).toHaveLength(1);
  });
});

test('VRRP031: vrrp_iptables as an exception', () => {
  const on = (lines: string[], version?: string) =>
    said(noRulesByKeyword, {
      a: {
        keepalived: global(...lines) + instanceText(),
        ...(version && { versions: { keepalived: version } }),
      },
    });
  const both = ['vrrp_strict', 'vrrp_iptables'];
  expect(on(both)).toEqual([
    'a warning 3: vrrp_iptables without chains on a is no exception from the rules since keepalived 2.0.11',
  ]);
  expect(on(both, '2.0.10')).toEqual([]);
  expect(on(['vrrp_iptables'])).toEqual([]);
  expect(on(['vrrp_strict', 'vrrp_iptables my-in my-out'])).toEqual([]);
});

test('VRRP038: gratuitous ARP', () => {
  const on = (...lines: string[]) =>
    said(arpIsRepeated, { a: { keepalived: global(...lines) + instanceText() } });
  const refresh = 'vrrp_garp_master_refresh 60';
  expect(on('')).toEqual([
    'a note 4: VI_1 on a has no garp_master_refresh and no higher_prio_send_advert',
  ]);
  expect(on(refresh)).toEqual(['a note 4: VI_1 on a has no higher_prio_send_advert']);
  expect(on(`${refresh}\nvrrp_higher_prio_send_advert true`)).toEqual([]);
});

test('VRRP039: intervals of 0', () => {
  const on = (...lines: string[]) =>
    said(garpIntervalInRange, { a: { keepalived: global(...lines) + instanceText() } });
  expect(on('vrrp_garp_interval 0', 'vrrp_gna_interval 0')).toEqual([
    'a note 2: vrrp_garp_interval 0 on a is out of range for newer releases',
    'a note 3: vrrp_gna_interval 0 on a is out of range for newer releases',
  ]);
  expect(on('vrrp_garp_interval 0.001')).toEqual([]);
});

test('VRRP043: VIPs that go together', () => {
  const two = (second: string, link = 'eth0') =>
    said(vipsOutliveEachOther, {
      a: {
        keepalived: instanceText() + instanceText({ name: 'VI_2', vrid: 61, vips: [second], link }),
      },
    });
  expect(two('192.0.2.11/24')).toEqual([
    'a note 18: 192.0.2.11/24 of VI_2 may go with 192.0.2.10 of VI_1 on a',
  ]);
  expect(two('192.0.2.11')).toEqual([]);
  expect(two('192.0.2.11/24', 'eth1')).toEqual([]);
  expect(two('198.51.100.11/24')).toEqual([]);
});

test('VRRP051: two networks that are one', () => {
  const two = (link: string) =>
    said(separateInstancesSeparateLinks, {
      a: {
        keepalived:
          instanceText({ name: 'PUBLIC_VIP' }) +
          instanceText({ name: 'INTERNAL_VIP', vrid: 61, vips: ['192.0.2.11'], link }),
      },
    });
  expect(two('eth0')).toEqual([
    'a note 1: PUBLIC_VIP and INTERNAL_VIP on a are both on eth0, in one network',
  ]);
  expect(two('eth1')).toEqual([]);
});

test('VRRP052: one router_id for both', () => {
  const nodes = (one: string, two: string) => ({
    a: { keepalived: global(one) },
    b: { keepalived: global(two) },
  });
  expect(said(routerIdDiffers, nodes('router_id LVS', 'router_id LVS'))).toEqual([
    'b note 2: router_id LVS is of a and of b',
  ]);
  expect(said(routerIdDiffers, nodes('router_id a', 'router_id b'))).toEqual([]);
  expect(said(routerIdDiffers, nodes('', ''))).toEqual([]);
});

describe('a correct pair gets no error and no warning', () => {
  const beyondNotes = (nodes: Record<string, Given>) =>
    lint([subjectOf(nodes, 'c')], { rules: vrrpRules }).findings.filter(
      ({ severity }) => severity !== 'note',
    );

  test('as write-ups have it', () => {
    const lines = `advert_int 1\n  authentication {\n    auth_type PASS\n    auth_pass 1111\n  }\n  ${tracked}`;
    const second = (priority: number, state: string) =>
      instanceText({ name: 'VI_2', vrid: 52, vips: ['192.0.2.20/24'], priority, state, lines });
    const before = `! Configuration File for keepalived\n${global('router_id LVS_DEVEL')}${script(-20)}`;
    const text = (priority: number, state: string) =>
      before + instanceText({ vrid: 51, priority, state, lines }) + second(priority, state);
    const nodes = {
      lb01: { keepalived: text(100, 'MASTER') },
      lb02: { keepalived: text(90, 'BACKUP') },
    };
    expect(beyondNotes(nodes)).toEqual([]);
  });

  test('unicast, active/active, version 3, IPv6', () => {
    const lines = (own: string, peer: string) =>
      `advert_int 0.3\n  unicast_src_ip ${own}\n  unicast_peer {\n    ${peer}\n  }\n  nopreempt`;
    const text = (own: string, peer: string, ...priorities: [number, number]) =>
      global('vrrp_version 3') +
      instanceText({ priority: priorities[0], lines: lines(own, peer) }) +
      instanceText({
        name: 'V6',
        vips: ['fe80::10/64', '2001:db8::10/64'],
        priority: priorities[1],
      });
    const nodes = {
      lb01: { keepalived: text('10.0.0.1', '10.0.0.2', 150, 100) },
      lb02: { keepalived: text('10.0.0.2', '10.0.0.1', 100, 150) },
    };
    expect(beyondNotes(nodes)).toEqual([]);
    expect(beyondNotes(pairOf({}))).toEqual([]);
  });

  test('the one that is shipped', () => {
    const golden = (host: string): Given => ({
      keepalived: readFileSync(
        new URL(
          `../../golden/prod-bj/prod-bj-${host}/etc/keepalived/keepalived.conf`,
          import.meta.url,
        ),
        'utf8',
      ),
    });
    expect(beyondNotes({ lb01: golden('lb01'), lb02: golden('lb02') })).toEqual([]);
  });
});
