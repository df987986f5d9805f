import { expect, it } from 'vitest';
import type { CheckResult } from '../../../src/core/failure.ts';
import { ipvsTables } from '../../../src/verify/checks/ipvs-tables.ts';
import { directors, table, type Said } from './directors.ts';

/** The second web server, and the sorry server of the databases. */
const web2 = / {2}-> C0A8010B:0050 .*\n/;
const sorry = '  -> C0A80115:0CEA      Route   1      0          0         \n';

function results(said: { lvs1?: Said; lvs2?: Said } = {}): CheckResult[] {
  return ipvsTables.check(directors(said));
}

function check(said: { lvs1?: Said; lvs2?: Said } = {}): CheckResult {
  const [result, ...more] = results(said);
  if (result === undefined || more.length > 0) throw new Error('not one result');
  return result;
}

it('holds where both kernels have what both files say', () => {
  expect(check()).toMatchObject({
    ok: true,
    detail: '2 services, as keepalived.conf has them, on lvs1 and lvs2',
  });
  expect(check()).not.toHaveProperty('warning');
});

it('a pair that balances nothing by LVS is not judged', () => {
  const conf = () => 'vrrp_instance V {\n}\n';
  expect(results({ lvs1: { conf, table: '' }, lvs2: { conf, table: '' } })).toEqual([]);
});

it('a server that one director has just taken out is no failure, and is told as such', () => {
  const without = table.replace(web2, '');
  const one = check({ lvs2: { table: without } });
  expect(one).toMatchObject({ ok: true, warning: true });
  expect(one.detail).toMatch(
    /^lvs2 has just taken out 192\.168\.1\.11:80 of TCP 192\.168\.1\.100:80, lvs1 has not/,
  );
  const inhibited = table.replace(/(C0A8010B:0050 +Route +)1/, '$10');
  expect(check({ lvs1: { table: inhibited } }).detail).toMatch(/^lvs1 has just taken out/);
  const both = check({ lvs1: { table: without }, lvs2: { table: without } });
  expect(both).toMatchObject({ ok: true, warning: true });
  expect(both.detail).toMatch(/is taken out: its check fails on lvs1 and lvs2/);
});

it('one that is to take nobody may be out', () => {
  const conf = (text: string) => text.replace(/(192\.168\.1\.11 80 \{\s+weight) 1/, '$1 0');
  const said = { conf, table: table.replace(web2, '') };
  expect(check({ lvs1: said, lvs2: said })).toMatchObject({ ok: true });
  expect(check({ lvs1: said, lvs2: said })).not.toHaveProperty('warning');
});

it('the sorry server serves where the real one is out, and nowhere else', () => {
  const alone = table.replace(/ {2}-> C0A80114.*\n/, sorry);
  const down = check({ lvs1: { table: alone }, lvs2: { table: alone } });
  expect(down).toMatchObject({ ok: true, warning: true });
  expect(check({ lvs1: { table: table + sorry } })).toMatchObject({
    ok: false,
    detail:
      'lvs1: the sorry server 192.168.1.21:3306 of TCP 192.168.1.101:3306 serves beside a real one',
  });
  const foreign = table.replace('C0A8010B:0050', 'C0A80115:0050');
  expect(check({ lvs2: { table: foreign } })).toMatchObject({
    ok: false,
    detail: expect.stringContaining(
      'lvs2: 192.168.1.21:80 of TCP 192.168.1.100:80 is in the table, not in keepalived.conf',
    ) as string,
  });
});

it('a sorry server that is kept in the table without weight serves nobody', () => {
  const kept = table.replace(/$/, sorry.replace(/1 {6}0/, '0      0'));
  expect(check({ lvs1: { table: kept }, lvs2: { table: kept } }).ok).toBe(true);
});

it('a weight that a check sets is no difference, anything else of that server is', () => {
  const conf = (text: string) => text.replace('misc_timeout 5', 'misc_timeout 5\n misc_dynamic');
  const db1 = /(C0A80114:0CEA +)Route( +)1/;
  const weighed = table.replace(db1, '$1Route$27');
  const both = (one: string) => ({ lvs1: { conf, table: one }, lvs2: { conf, table: one } });
  expect(check(both(weighed)).ok).toBe(true);
  expect(check({ lvs1: { table: weighed } }).ok).toBe(false);
  expect(check(both(table.replace(db1, '$1Masq $27'))).ok).toBe(false);
});

it.each([
  [
    'another scheduler in the kernel',
    { lvs2: { table: table.replace('0050 rr', '0050 wrr') } },
    'lvs2: TCP 192.168.1.100:80: rr in keepalived.conf, wrr in the table',
  ],
  [
    'persistence that is in no file',
    { lvs2: { table: table.replace('0050 rr  ', '0050 rr  persistent 15000 FFFFFFFF') } },
    'lvs2: TCP 192.168.1.100:80: rr in keepalived.conf, rr, persistent 60 s in the table',
  ],
  [
    'a service that is missing',
    { lvs1: { table: table.replace(/TCP {2}C0A80165[^]*/, '') } },
    'lvs1: TCP 192.168.1.101:3306 is in keepalived.conf, not in the table',
  ],
  [
    'a weight',
    { lvs1: { table: table.replace(/(C0A8010B:0050 +Route +)1/, '$13') } },
    'lvs1: 192.168.1.11:80 of TCP 192.168.1.100:80: DR weight 1 in keepalived.conf, DR weight 3 in the table',
  ],
  [
    'another method',
    { lvs1: { table: table.replace(/(C0A8010B:0050 +)Route/, '$1Masq ') } },
    'lvs1: 192.168.1.11:80 of TCP 192.168.1.100:80: DR weight 1 in keepalived.conf, NAT weight 1 in the table',
  ],
  [
    'files that differ, each loaded',
    {
      lvs2: {
        conf: (text: string) => text.replace('lvs_sched rr', 'lvs_sched rr\n persistence_timeout'),
        table: table.replace('0050 rr  ', '0050 rr  persistent 90000 FFFFFFFF'),
      },
    },
    'TCP 192.168.1.100:80: rr in keepalived.conf of lvs1, rr, persistent 360 s in that of lvs2',
  ],
  [
    'a kernel without IPVS',
    { lvs2: { table: '250\ncat: /proc/net/ip_vs: No such file or directory\n' } },
    'lvs2: the kernel has no IPVS: it forwards nothing',
  ],
])('%s fails', (_, said, detail) => {
  expect(check(said)).toMatchObject({ ok: false, detail });
});

it('of a director that forwards nothing it says nothing else', () => {
  const { detail } = check({ lvs1: { table: table.replace(web2, '') }, lvs2: { table: '' } });
  expect(detail).toMatch(/192\.168\.1\.11:80 of .* is taken out: its check fails on lvs1$/);
});

it('marks, other families and services of groups', () => {
  const more = `virtual_server fwmark 17 {
    lvs_sched sh
    lvs_method NAT
    real_server 2001:db8:0::21 53 {
        weight 2
    }
}
virtual_server group OTHERS {
    real_server 192.168.1.30 80 {
    }
}
`;
  const own = `FWM  00000011 sh 
  -> [2001:0db8:0000:0000:0000:0000:0000:0021]:0035      Masq    2      0          0         
UDP  C0A80164:0035 wlc  
  -> C0A8011E:0035      Masq    1      0          0         
`;
  const said = { conf: (text: string) => text + more, table: table + own };
  expect(check({ lvs1: said, lvs2: said })).toMatchObject({ ok: true });
});
