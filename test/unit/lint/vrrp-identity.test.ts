import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { vipCountMatchesOnPair } from '../../../src/lint/rules/vrrp/vip-count-matches-on-pair.ts';
import { vipInInterfaceNetwork } from '../../../src/lint/rules/vrrp/vip-in-interface-network.ts';
import { vipInOneInstance } from '../../../src/lint/rules/vrrp/vip-in-one-instance.ts';
import { vipMaskMatchesOnPair } from '../../../src/lint/rules/vrrp/vip-mask-matches-on-pair.ts';
import { vipNotANodeAddress } from '../../../src/lint/rules/vrrp/vip-not-a-node-address.ts';
import { vipsMatchOnPair } from '../../../src/lint/rules/vrrp/vips-match-on-pair.ts';
import { vridFreeOnSegment } from '../../../src/lint/rules/vrrp/vrid-free-on-segment.ts';
import { vridMatchesOnPair } from '../../../src/lint/rules/vrrp/vrid-matches-on-pair.ts';
import { vridNotTheSample } from '../../../src/lint/rules/vrrp/vrid-not-the-sample.ts';
import { vridOncePerInterface } from '../../../src/lint/rules/vrrp/vrid-once-per-interface.ts';
import { subjectOf, type Given } from './pair.ts';
import { instanceText, pairOf, said, type Shape } from './vrrp-shape.ts';

describe('VRRP001', () => {
  test('different VRIDs of one VIP', () => {
    expect(said(vridMatchesOnPair, pairOf({ vrid: 60 }, { vrid: 61, name: 'OTHER' }))).toEqual([
      'b error 4: VI_1 on a has VRID 60, OTHER on b has VRID 61: both will be master',
    ]);
  });

  test('none, or one out of range, also of a node that is alone', () => {
    const keepalived = instanceText({ vrid: 300 }) + 'vrrp_instance X {\n}\n';
    expect(said(vridMatchesOnPair, { a: { keepalived } })).toEqual([
      'a error 4: VI_1 on a has VRID 300, which is not 1 to 255: keepalived does not run it',
      'a error 11: X on a has no virtual_router_id: keepalived does not run it',
    ]);
  });

  test('silent: equal, and where names are swapped but VRIDs and VIPs are not', () => {
    const one: Shape = { vrid: 60, vips: ['192.0.2.10'] };
    const two: Shape = { vrid: 61, vips: ['192.0.2.11'] };
    const text = (first: string, second: string) =>
      instanceText({ ...one, name: first }) + instanceText({ ...two, name: second });
    expect(said(vridMatchesOnPair, pairOf({}))).toEqual([]);
    const nodes = { a: { keepalived: text('A', 'B') }, b: { keepalived: text('B', 'A') } };
    expect(said(vridMatchesOnPair, nodes)).toEqual([]);
    expect(said(vipsMatchOnPair, nodes)).toEqual([]);
  });
});

describe('VRRP002', () => {
  const clusters = (one: Shape, two: Shape, given: Given[] = []) =>
    lint(
      [one, two].map((shape, index) =>
        subjectOf(
          { [`n${index}`]: { keepalived: instanceText(shape), ...given[index] } },
          `c${index}`,
        ),
      ),
      { rules: [vridFreeOnSegment] },
    ).findings.map(({ node, severity, message }) => `${node} ${severity}: ${message}`);
  const vips = (...of: string[]): Shape => ({ vips: of });

  test('the same VRID on one segment', () => {
    expect(clusters(vips('192.0.2.10/24'), vips('192.0.2.20/24'))).toEqual([
      'n1 error: VRID 60 is used by VI_1 on n1 (c1) and by VI_1 on n0 (c0), with addresses of one network',
    ]);
    expect(clusters(vips('10.1.2.3'), vips('10.1.2.4'))).toHaveLength(1);
    expect(clusters(vips('10.1.0.1/16'), vips('10.1.9.4/24'))).toHaveLength(1);
    expect(clusters(vips('10.1.9.4/24'), vips('10.1.0.1/16'))).toHaveLength(1);
  });

  test('by the interface where it is known, less surely by the nodes', () => {
    const eth0 = (address: string): Given => ({
      interfaces: [{ name: 'eth0', addresses: [{ address, prefixLength: 16 }] }],
    });
    const [one, two] = [vips('10.1.2.3'), vips('10.1.9.4')];
    expect(clusters(one, two)).toEqual([]);
    expect(clusters(one, two, [eth0('10.1.0.1'), eth0('10.1.0.2')])).toHaveLength(1);
    expect(clusters(one, vips('10.1.2.4'), [eth0('10.7.0.1'), eth0('10.8.0.2')])).toEqual([]);
    const own = [{ addresses: ['192.0.2.1'] }, { addresses: ['192.0.2.2'] }];
    expect(clusters(one, two, own)[0]).toMatch(/^n1 warning: /);
  });

  test('the same VIP, spelled otherwise', () => {
    const found = clusters(
      { vrid: 1, vips: ['2001:db8::1/64'] },
      { vrid: 2, vips: ['2001:DB8:0::1/64'] },
    );
    expect(found).toEqual([
      'n1 error: VIP 2001:DB8:0::1 is held by VI_1 on n1 (c1) and by VI_1 on n0 (c0)',
    ]);
  });

  test('silent: other networks, other VRIDs, unicast, link-local', () => {
    const unicast = 'unicast_peer {\n10.0.0.2\n}';
    expect(clusters(vips('192.0.2.10/24'), vips('198.51.100.10/24'))).toEqual([]);
    expect(clusters({ vrid: 60 }, { vrid: 61, vips: ['192.0.2.11'] })).toEqual([]);
    expect(clusters({ lines: unicast }, { lines: unicast, vips: ['192.0.2.11'] })).toEqual([]);
    expect(clusters(vips('fe80::1/64'), vips('fe80::1/64'))).toEqual([]);
  });
});

test('VRRP003: the VRID of the samples', () => {
  expect(said(vridNotTheSample, { a: { keepalived: instanceText({ vrid: 51 }) } })).toEqual([
    'a note 4: VI_1 on a has VRID 51, as the samples have',
  ]);
  expect(said(vridNotTheSample, { a: { keepalived: instanceText({ vrid: 60 }) } })).toEqual([]);
});

describe('VRRP004', () => {
  const two = (first: Shape, second: Shape, keepalived = '2.2.7') =>
    said(vridOncePerInterface, {
      a: {
        keepalived: instanceText(first) + instanceText({ name: 'VI_2', ...second }),
        versions: { keepalived },
      },
    });

  test('one VRID twice on an interface', () => {
    expect(two({}, { vips: ['192.0.2.11'] })).toEqual([
      'a error 14: VI_1 and VI_2 on a both have VRID 60 on eth0',
    ]);
  });

  test('unicast instances with other peers may, since 2.2.5', () => {
    const peer = (address: string) => ({ lines: `unicast_peer {\n${address}\n}` });
    expect(two(peer('10.0.0.2'), peer('10.0.0.3'))).toEqual([]);
    expect(two(peer('10.0.0.2'), peer('10.0.0.3'), '2.2.4')).toHaveLength(1);
    expect(two(peer('10.0.0.2'), peer('10.0.0.2'))).toHaveLength(1);
  });

  test('silent: another interface, another family, another VRID', () => {
    expect(two({}, { link: 'eth1' })).toEqual([]);
    expect(two({}, { vips: ['2001:db8::1'] })).toEqual([]);
    expect(two({}, { vrid: 61 })).toEqual([]);
  });
});

describe('VRRP005 and VRRP006', () => {
  test('another VIP', () => {
    const nodes = pairOf({ vips: ['192.0.2.10'] }, { vips: ['192.0.2.12'] });
    expect(said(vipsMatchOnPair, nodes)).toEqual([
      'b error 8: VI_1 on a has VIP 192.0.2.10, VI_1 on b has 192.0.2.12 in its place: both will be master',
    ]);
    expect(said(vipCountMatchesOnPair, nodes)).toEqual([]);
  });

  test('swapped between instances', () => {
    const text = (first: string, second: string) =>
      instanceText({ name: 'PUBLIC', vips: [first] }) +
      instanceText({ name: 'INNER', vrid: 61, vips: [second] });
    const nodes = {
      a: { keepalived: text('192.0.2.10', '192.0.2.20') },
      b: { keepalived: text('192.0.2.20', '192.0.2.10') },
    };
    expect(said(vipsMatchOnPair, nodes)).toEqual([
      'b error 8: VIPs are swapped: 192.0.2.20 is held by INNER on a and by PUBLIC on b: both nodes will be master',
      'b error 18: VIPs are swapped: 192.0.2.10 is held by PUBLIC on a and by INNER on b: both nodes will be master',
    ]);
    expect(said(vridMatchesOnPair, nodes)).toEqual([]);
  });

  test('one missing', () => {
    const nodes = pairOf({ vips: ['192.0.2.10', '192.0.2.11'] }, { vips: ['192.0.2.10'] });
    expect(said(vipCountMatchesOnPair, nodes)).toEqual([
      'b error 7: VI_1 on a has 2 VIPs, VI_1 on b has 1: 192.0.2.11 is missing on b',
    ]);
    expect(said(vipsMatchOnPair, nodes)).toEqual([]);
  });

  test('silent: another order, spelling or mask, a double, other excluded ones', () => {
    const nodes = pairOf(
      {
        vips: ['2001:db8::1/64', '2001:db8::2', '2001:db8::2'],
        lines: 'virtual_ipaddress_excluded {\n192.0.2.1\n}',
      },
      { vips: ['2001:db8:0::2', '2001:db8::0001/128'] },
    );
    expect(said(vipsMatchOnPair, nodes)).toEqual([]);
    expect(said(vipCountMatchesOnPair, nodes)).toEqual([]);
  });
});

describe('VRRP007', () => {
  const two = (first: Shape, second: Shape) =>
    said(vipInOneInstance, {
      a: { keepalived: instanceText(first) + instanceText({ name: 'VI_2', ...second }) },
    });

  test('one VIP in two instances, also as an excluded one', () => {
    const excluded = 'virtual_ipaddress_excluded {\n192.0.2.10\n}';
    expect(two({}, {})).toEqual(['a error 18: VIP 192.0.2.10 is in VI_1 and in VI_2 on a']);
    expect(two({}, { vips: [], lines: excluded })).toHaveLength(1);
  });

  test('silent: each its own, link-local on two interfaces', () => {
    expect(two({}, { vips: ['192.0.2.11'] })).toEqual([]);
    expect(two({ vips: ['fe80::1'] }, { vips: ['fe80::1'], link: 'eth1' })).toEqual([]);
    expect(two({ vips: ['fe80::1'] }, { vips: ['fe80::1'] })).toHaveLength(1);
  });
});

test('VRRP008: masks', () => {
  const nodes = pairOf({ vips: ['192.0.2.10/24'] }, { vips: ['192.0.2.10'] });
  expect(said(vipMaskMatchesOnPair, nodes)).toEqual([
    'b note 8: VIP 192.0.2.10 is /24 on a and /32 on b',
  ]);
  expect(said(vipMaskMatchesOnPair, pairOf({}))).toEqual([]);
});

test('VRRP009: a VIP of no network of its interface, where those are known', () => {
  const eth0 = (...addresses: string[]) => ({
    name: 'eth0',
    addresses: addresses.map((address) => ({ address, prefixLength: 24 })),
  });
  const on = (interfaces: Given['interfaces']) =>
    said(vipInInterfaceNetwork, {
      a: { keepalived: instanceText(), ...(interfaces && { interfaces }) },
    });
  expect(on([eth0('10.0.0.1')])).toEqual([
    'a warning 8: VIP 192.0.2.10 of VI_1 is in no network of eth0 on a (10.0.0.1/24)',
  ]);
  // The master holds the VIP itself.
  expect(on([eth0('10.0.0.1', '192.0.2.10')])).toHaveLength(1);
  expect(on([eth0('192.0.2.1')])).toEqual([]);
  expect(on([eth0()])).toEqual([]);
  expect(on(null)).toEqual([]);
});

test("VRRP010: a VIP that is a node's own address", () => {
  const nodes = (priority: number) => {
    const { a, b } = pairOf({ priority });
    return { a: { ...a, addresses: ['192.0.2.1'] }, b: { ...b, addresses: ['192.0.2.10'] } };
  };
  expect(said(vipNotANodeAddress, nodes(100))).toEqual([
    'a error 8: VIP 192.0.2.10 of VI_1 is the own address of b',
    'b error 8: VIP 192.0.2.10 of VI_1 is the own address of b',
  ]);
  expect(said(vipNotANodeAddress, nodes(255))).toEqual([]);
  expect(said(vipNotANodeAddress, pairOf({}))).toEqual([]);
});
