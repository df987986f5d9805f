import { expect, it } from 'vitest';
import {
  lvsDifferences,
  readLvsTable,
  type LvsService,
} from '../../../src/keepalived/lvs/table.ts';

/** As the kernel prints it (ip_vs_info_seq_show, net/netfilter/ipvs/ip_vs_ctl.c), with spaces at the ends of lines. */
const header = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`;
const table = `${header}TCP  C0000264:0050 wrr  persistent 15000 FFFFFFFF
  -> C0000215:0050      Route   1      0          0         
  -> C0000216:0050      Tunnel  0      3          10        
UDP  C0000264:0035 rr ops 
FWM  00000011 sh persistent 90000 FFFFFFFF
  -> C0000217:0035      Masq    12     0          0         
TCP  [2001:0db8:0000:0000:0000:0000:0000:0100]:01BB rr 
  -> [2001:0db8:0000:0000:0000:0000:0000:0021]:01BB      Local   2      0          0         
`;

it('services of addresses and marks, of both families, and what balances them', () => {
  expect(readLvsTable(`250\n${table}`)).toEqual([
    {
      name: 'TCP 192.0.2.100:80',
      scheduler: 'wrr',
      persistence: { seconds: 60 },
      servers: [
        { address: '192.0.2.21', port: 80, method: 'DR', weight: 1 },
        { address: '192.0.2.22', port: 80, method: 'TUN', weight: 0 },
      ],
    },
    { name: 'UDP 192.0.2.100:53', scheduler: 'rr', persistence: null, servers: [] },
    {
      name: 'fwmark 17',
      scheduler: 'sh',
      persistence: { seconds: 360 },
      servers: [{ address: '192.0.2.23', port: 53, method: 'NAT', weight: 12 }],
    },
    {
      name: 'TCP [2001:db8::100]:443',
      scheduler: 'rr',
      persistence: null,
      servers: [{ address: '2001:db8::21', port: 443, method: 'Local', weight: 2 }],
    },
  ]);
});

it('a kernel that balances nothing, and one without IPVS', () => {
  expect(readLvsTable(`1000\n${header}`)).toEqual([]);
  expect(readLvsTable('1000\n')).toBeNull();
  expect(readLvsTable('')).toBeNull();
});

it('persistence differs by its time, where both know it', () => {
  const said = (seconds: number): LvsService[] => [
    { name: 'TCP 192.0.2.100:80', scheduler: 'rr', persistence: { seconds }, servers: [] },
  ];
  const live = `${header}TCP  C0000264:0050 rr  persistent 60000 FFFFFFFF\n`;
  expect(lvsDifferences(said(60), readLvsTable(`1000\n${live}`) ?? [])).toEqual([]);
  expect(lvsDifferences(said(60), readLvsTable(live) ?? [])).toEqual([]);
  expect(lvsDifferences(said(60), readLvsTable(`250\n${live}`) ?? [])).toEqual([
    {
      service: 'TCP 192.0.2.100:80',
      server: null,
      one: 'rr, persistent 60 s',
      other: 'rr, persistent 240 s',
    },
  ]);
  const without = readLvsTable(`${header}TCP  C0000264:0050 rr  \n`) ?? [];
  expect(lvsDifferences(said(60), without)).toMatchObject([
    { one: 'rr, persistent 60 s', other: 'rr' },
  ]);
});
