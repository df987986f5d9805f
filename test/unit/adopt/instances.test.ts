import { describe, expect, it } from 'vitest';
import { instancesFor } from '../../../src/adopt/instances.ts';
import { vipsSection } from '../../../src/adopt/instance-vips.ts';
import type { AdoptedNode } from '../../../src/adopt/pair.ts';
import { expandKeepalived } from '../../../src/keepalived/config/expand.ts';
import { parseKeepalived } from '../../../src/keepalived/config/parse.ts';
import { nodeModelOf } from '../../../src/keepalived/model.ts';

interface Written {
  name?: string;
  vrid?: number;
  vips?: string[];
  excluded?: string[];
}

function instance({ name = 'VI_1', vrid = 51, vips = [], excluded = [] }: Written): string {
  return `vrrp_instance ${name} {
    interface eth0
    virtual_router_id ${vrid}
    priority PRIORITY
    virtual_ipaddress {
        ${vips.join('\n        ')}
    }
    virtual_ipaddress_excluded {
        ${excluded.join('\n        ')}
    }
}
`;
}

function node(own: 1 | 2, instances: Written[]): AdoptedNode {
  const name = `lb0${own}`;
  const text = instances
    .map(instance)
    .join('')
    .replaceAll('PRIORITY', String(110 - own));
  const path = '/etc/keepalived/keepalived.conf';
  return {
    name,
    address: `192.0.2.${own}`,
    connection: {},
    keepalived: {
      file: { path, text, mode: '0644', owner: 'root', group: 'root' },
      statements: expandKeepalived(parseKeepalived(text), { hostname: name }).statements,
      model: nodeModelOf({ host: name, keepalived: text, keepalivedVersion: null }),
    },
    haproxy: null,
    others: [],
  };
}

/** What the inventory says of the addresses of each instance, and what it does not. */
function saidOf(first: Written[], second = first) {
  const { instances, notes } = instancesFor([node(1, first), node(2, second)]);
  return {
    said: Object.fromEntries(instances.map(({ name, vips }) => [name, vipsSection(vips)])),
    notes,
  };
}

describe('VIPs of an instance', () => {
  it.each<[string, Written, object]>([
    ['one', { vips: ['192.0.2.10/24'] }, { vip: '192.0.2.10/24' }],
    ['one of its own network', { vips: ['192.0.2.10'] }, { vip: '192.0.2.10' }],
    ['its own interface', { vips: ['192.0.2.10/24 dev eth0'] }, { vip: '192.0.2.10/24' }],
    [
      'several',
      { vips: ['192.0.2.10/24', '192.0.2.11/24'] },
      { vips: ['192.0.2.10/24', '192.0.2.11/24'] },
    ],
    [
      'one with a label',
      { vips: ['192.0.2.10/24 dev eth0 label eth0:1'] },
      { vips: [{ address: '192.0.2.10/24', label: 'eth0:1' }] },
    ],
    [
      'another interface',
      { vips: ['192.0.2.10/24', '198.51.100.10/24 brd + dev eth1 scope global label eth1:0'] },
      {
        vips: [
          '192.0.2.10/24',
          { address: '198.51.100.10/24', interface: 'eth1', label: 'eth1:0' },
        ],
      },
    ],
    [
      'IPv6',
      { vips: ['fe80::10/64', '2001:db8::10/64 dev eth1'] },
      { vips: ['fe80::10/64', { address: '2001:db8::10/64', interface: 'eth1' }] },
    ],
    [
      'of the other family',
      { vips: ['192.0.2.10/24'], excluded: ['2001:db8::10/64'] },
      { vips: ['192.0.2.10/24', '2001:db8::10/64'] },
    ],
    ['one that stands twice', { vips: ['192.0.2.10', '192.0.2.10'] }, { vip: '192.0.2.10' }],
    ['a label that begins otherwise', { vips: ['192.0.2.10 label web'] }, { vip: '192.0.2.10' }],
    ['a label of IPv6', { vips: ['2001:db8::10 label eth0:1'] }, { vip: '2001:db8::10' }],
  ])('are said: %s', (_, written, said) => {
    expect(saidOf([written])).toEqual({ said: { VI_1: said }, notes: [] });
  });

  it.each<[string, Written, string]>([
    [
      '192.0.2.99/77',
      { vips: ['192.0.2.10', '192.0.2.99/77'] },
      'the VIP 192.0.2.99 of VI_1 is not in the inventory: it is no address with a prefix',
    ],
    [
      '2001:db8::99',
      { vips: ['192.0.2.10', '2001:db8::99'] },
      'the VIP 2001:db8::99 of VI_1 is not in the inventory: it is not of the family of the first one, and keepalived ignores it',
    ],
    [
      '192.0.2.99',
      { vips: ['192.0.2.10', '192.0.2.99 dev _lan'] },
      'the VIP 192.0.2.99 of VI_1 is not in the inventory: it is on an interface of a name that an inventory does not take',
    ],
    [
      '192.0.2.2',
      { vips: ['192.0.2.10'], excluded: ['192.0.2.2'] },
      'the VIP 192.0.2.2 of VI_1 is not in the inventory: it is the address of lb02',
    ],
  ])('are told where the inventory has no words: %s', (_, written, note) => {
    expect(saidOf([written])).toEqual({ said: { VI_1: { vip: '192.0.2.10' } }, notes: [note] });
  });

  it('of two instances belong to the first', () => {
    const both = [
      { name: 'A', vips: ['192.0.2.10', '192.0.2.11'] },
      { name: 'B', vrid: 52, vips: ['192.0.2.12', '192.0.2.11'] },
      { name: 'C', vrid: 53, vips: ['192.0.2.12'] },
    ];
    expect(saidOf(both)).toEqual({
      said: { A: { vips: ['192.0.2.10', '192.0.2.11'] }, B: { vip: '192.0.2.12' } },
      notes: [
        'the VIP 192.0.2.11 of B is not in the inventory: it is also a VIP of A',
        'C is not in the inventory: its VIP 192.0.2.12 is also a VIP of B',
      ],
    });
  });

  it('of one node only are told; the inventory names those of the first', () => {
    const first = { vips: ['192.0.2.10', '192.0.2.11'] };
    const second = { vips: ['192.0.2.10'], excluded: ['192.0.2.12'] };
    expect(saidOf([first], [second])).toEqual({
      said: { VI_1: first },
      notes: [
        'the VIP 192.0.2.11 of VI_1 is on lb01 only',
        'the VIP 192.0.2.12 of VI_1 is not in the inventory: it is on lb02 only',
      ],
    });
  });
});
