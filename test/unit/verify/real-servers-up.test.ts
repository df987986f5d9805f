import { expect, it } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { realServersUp } from '../../../src/verify/checks/real-servers-up.ts';
import { KEEPALIVED_CONF } from '../../../src/verify/needs.ts';
import { viewOf } from '../../../src/verify/view.ts';
import { factsOf } from '../engine/facts.ts';
import { lvsPair } from '../lvs-pair.ts';

const conf = `virtual_server 192.0.2.100 80 {
  real_server 192.0.2.21 80 {
    weight 1
  }
  real_server 192.0.2.22 80 {
    weight 2
  }
  real_server 192.0.2.23 80 {
    weight 0
  }
}
`;
const web1 = '  -> C0000215:0050      Route   1      0          0\n';
const web2 = '  -> C0000216:0050      Route   2      0          0\n';

/** What the check says of two directors, which have these servers in their tables; null: there is no table. */
function said(tables: Record<'a' | 'b', string | null>, keepalived = conf) {
  const cluster = lvsPair();
  const facts = (table: string | null): Facts =>
    factsOf({
      files: {
        [KEEPALIVED_CONF]: {
          type: 'file',
          content: Buffer.from(keepalived),
        } as unknown as Facts['files'][string],
      },
      outputs: {
        ipvs:
          table === null
            ? { code: 1, text: '' }
            : { code: 0, text: `TCP  C0000264:0050 wrr \n${table}` },
      },
    });
  const view = viewOf(
    cluster,
    cluster.hosts.map((host) => ({
      host,
      facts: facts(host.name === 'b' ? tables.b : tables.a),
      services: [],
    })),
  );
  return realServersUp
    .check(view)
    .map(({ host, ok, detail }) => `${host} ${ok ? 'ok' : 'fails'}: ${detail}`);
}

it('both directors have every server; one of weight 0 is out on purpose', () => {
  expect(said({ a: web1 + web2, b: web2 + web1 })).toEqual([
    'a ok: 2 of 2 get connections',
    'b ok: 2 of 2 get connections',
  ]);
});

it('a server that one of them has taken out', () => {
  const [a, b] = said({ a: web1 + web2, b: web1 });
  expect(a).toMatch(/^a ok/);
  expect(b).toBe('b fails: 192.0.2.22:80 of 192.0.2.100:80 is taken out');
});

it('a kernel without IPVS', () => {
  expect(said({ a: null, b: web1 + web2 })[0]).toBe(
    'a fails: the kernel has no table of IPVS (/proc/net/ip_vs)',
  );
});

it('a pair that balances nothing is not asked', () => {
  expect(said({ a: null, b: null }, 'vrrp_instance V {\n}\n')).toEqual([]);
});
