import { describe, expect, test } from 'vitest';
import { interfaceExists } from '../../../src/lint/rules/vrrp/interface-exists.ts';
import { unicastHasPeers } from '../../../src/lint/rules/vrrp/unicast-has-peers.ts';
import { unicastPeersMirror } from '../../../src/lint/rules/vrrp/unicast-peers-mirror.ts';
import { unicastSourceChecked } from '../../../src/lint/rules/vrrp/unicast-source-checked.ts';
import { unicastSourceIsOwn } from '../../../src/lint/rules/vrrp/unicast-source-is-own.ts';
import { unicastWithoutStrict } from '../../../src/lint/rules/vrrp/unicast-without-strict.ts';
import { vmacSendsUnicastFromBase } from '../../../src/lint/rules/vrrp/vmac-sends-unicast-from-base.ts';
import type { Given } from './pair.ts';
import { instanceText, pairOf, said } from './vrrp-shape.ts';

const unicast = (source: string, ...peers: string[]) =>
  `${source && `unicast_src_ip ${source}`}\n  unicast_peer {\n    ${peers.join('\n    ')}\n  }`;
const pair = (one: string, two: string) => pairOf({ lines: one }, { lines: two });
const one = (lines: string, given: Given = {}) => ({
  a: { keepalived: instanceText({ lines }), ...given },
});
const eth0 = (address: string): Given['interfaces'] => [
  { name: 'eth0', addresses: [{ address, prefixLength: 24 }] },
];

describe('VRRP019', () => {
  test('unicast on one side', () => {
    expect(said(unicastPeersMirror, pair(unicast('10.0.0.1', '10.0.0.2'), ''))).toEqual([
      'b error 3: VI_1 on a sends to 10.0.0.2, VI_1 on b by multicast: both will be master',
    ]);
  });

  test('a peer that the other node is not', () => {
    const nodes = pair(unicast('10.0.0.1', '10.0.0.2'), unicast('10.0.0.2', '10.0.0.3'));
    expect(said(unicastPeersMirror, nodes)).toEqual([
      'b error 7: VI_1 on b sends to 10.0.0.3, but a has 10.0.0.1: it never hears it',
    ]);
  });

  test('its own address', () => {
    const nodes = pair(unicast('10.0.0.1', '10.0.0.2'), unicast('10.0.0.2', '10.0.0.2'));
    expect(said(unicastPeersMirror, nodes)).toEqual([
      'b error 7: unicast_peer of VI_1 on b is its own address 10.0.0.2',
    ]);
  });

  test('without a source the addresses of the node decide, where all are known', () => {
    const { a, b } = pair(unicast('', '10.0.0.2'), unicast('', '10.0.0.1'));
    const known = (second: Given) => ({
      a: { ...a, interfaces: eth0('10.0.0.1') ?? null },
      b: { ...b, ...second },
    });
    expect(said(unicastPeersMirror, known({ interfaces: eth0('10.0.0.9') ?? null }))).toEqual([
      'a error 7: VI_1 on a sends to 10.0.0.2, but b has 10.0.0.9: it never hears it',
    ]);
    expect(said(unicastPeersMirror, known({ addresses: ['198.51.100.2'] }))).toEqual([]);
    expect(said(unicastPeersMirror, known({ interfaces: eth0('10.0.0.2') ?? null }))).toEqual([]);
  });

  test('silent: mirrored, also in another spelling and of three; multicast', () => {
    const three = pair(
      unicast('2001:db8::1', '2001:db8::2', '2001:db8::3'),
      unicast('2001:db8:0::2', '2001:DB8::1', '2001:db8::3'),
    );
    expect(said(unicastPeersMirror, three)).toEqual([]);
    expect(said(unicastPeersMirror, pair('', ''))).toEqual([]);
  });
});

test('VRRP032: strict with unicast peers', () => {
  const peers = unicast('10.0.0.1', '10.0.0.2');
  expect(said(unicastWithoutStrict, one(`strict_mode on\n${peers}`))).toEqual([
    'a error 8: VI_1 on a has unicast peers in strict mode: keepalived removes it',
  ]);
  expect(said(unicastWithoutStrict, one(peers))).toEqual([]);
  expect(said(unicastWithoutStrict, one('strict_mode on'))).toEqual([]);
});

test('VRRP034: an interface that is not there', () => {
  const on = (link: string, interfaces: Given['interfaces'] = null, before = '') =>
    said(interfaceExists, {
      a: { keepalived: before + instanceText({ link }), interfaces },
    });
  expect(on('ens3', eth0('10.0.0.1'))).toEqual(['a error 3: VI_1 on a is on ens3; a has eth0']);
  expect(on('lo')).toEqual([
    'a warning 3: VI_1 on a is on lo: its advertisements leave the node nowhere',
  ]);
  expect(on('eth0', eth0('10.0.0.1'))).toEqual([]);
  expect(on('ens3')).toEqual([]);
  expect(on('ens3', eth0('10.0.0.1'), 'global_defs {\ndynamic_interfaces\n}\n')).toEqual([]);
});

describe('VRRP035', () => {
  const source = (address: string) => unicast(address, '10.0.0.9');

  test("the other node's address, or one that the node has not", () => {
    const { a, b } = pair(source('10.0.0.1'), source('10.0.0.1'));
    expect(said(unicastSourceIsOwn, { a: a ?? {}, b: b ?? {} })).toEqual([
      'b error 6: VI_1 on b sends from 10.0.0.1, as VI_1 on a has',
    ]);
    expect(said(unicastSourceIsOwn, { a: { ...a, addresses: ['10.0.0.1'] }, b: b ?? {} })).toEqual([
      'b error 6: VI_1 on b sends from 10.0.0.1, which is of a',
    ]);
    const known = { interfaces: eth0('10.0.0.7') ?? null };
    expect(said(unicastSourceIsOwn, one(source('10.0.0.1'), known))).toEqual([
      'a error 6: VI_1 on a sends from 10.0.0.1, which the node does not have',
    ]);
  });

  test('silent: its own, or not known', () => {
    const known = { interfaces: eth0('10.0.0.1') ?? null };
    expect(said(unicastSourceIsOwn, one(source('10.0.0.1'), known))).toEqual([]);
    expect(said(unicastSourceIsOwn, one(source('10.0.0.1'), { addresses: ['10.1.1.1'] }))).toEqual(
      [],
    );
    expect(said(unicastSourceIsOwn, pair(source('10.0.0.1'), source('10.0.0.2')))).toEqual([]);
  });
});

test('VRRP036: unicast without peers', () => {
  expect(said(unicastHasPeers, one('unicast_src_ip 10.0.0.1'))).toEqual([
    'a warning 6: VI_1 on a has unicast_src_ip but no peers: it sends by multicast',
  ]);
  expect(said(unicastHasPeers, one('unicast_peer {\n}'))).toHaveLength(1);
  expect(said(unicastHasPeers, one('unicast_src_ip 10.0.0.1\nunicast_fault_no_peer'))).toEqual([]);
  expect(said(unicastHasPeers, one(unicast('10.0.0.1', '10.0.0.2')))).toEqual([]);
  expect(said(unicastHasPeers, one(''))).toEqual([]);
});

test('VRRP019, VRRP036: keepalived takes a peer with a mask for its address', () => {
  const masked = (self: string, peer: string) => unicast(`${self}/24`, `${peer}/24`);
  expect(said(unicastHasPeers, one(masked('10.0.0.1', '10.0.0.2')))).toEqual([]);
  const mirrored = pair(masked('10.0.0.1', '10.0.0.2'), masked('10.0.0.2', '10.0.0.1'));
  expect(said(unicastPeersMirror, mirrored)).toEqual([]);
  const apart = pair(masked('10.0.0.1', '10.0.0.3'), masked('10.0.0.2', '10.0.0.1'));
  expect(said(unicastPeersMirror, apart)).toHaveLength(1);
});

test('VRRP037: unicast from anybody', () => {
  const peers = unicast('10.0.0.1', '10.0.0.2');
  expect(said(unicastSourceChecked, one(peers))).toEqual([
    'a note 7: VI_1 on a takes unicast advertisements from any address',
  ]);
  expect(said(unicastSourceChecked, one(`check_unicast_src\n${peers}`))).toEqual([]);
  const global = `global_defs {\nvrrp_check_unicast_src\n}\n${instanceText({ lines: peers })}`;
  expect(said(unicastSourceChecked, { a: { keepalived: global } })).toEqual([]);
  expect(said(unicastSourceChecked, one(''))).toEqual([]);
});

test('VRRP042: use_vmac with unicast', () => {
  const peers = unicast('10.0.0.1', '10.0.0.2');
  expect(said(vmacSendsUnicastFromBase, one(`use_vmac\n${peers}`))).toEqual([
    'a warning 6: VI_1 on a has use_vmac and unicast peers, but no vmac_xmit_base',
  ]);
  expect(said(vmacSendsUnicastFromBase, one(`use_vmac\nvmac_xmit_base\n${peers}`))).toEqual([]);
  expect(said(vmacSendsUnicastFromBase, one('use_vmac'))).toEqual([]);
});
