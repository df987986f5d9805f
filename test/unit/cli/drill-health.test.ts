import { expect, it } from 'vitest';
import { healthNeeds, inWords, unhealthy } from '../../../src/cli/drill/health.ts';
import { KEEPALIVED_CONF } from '../../../src/verify/needs.ts';
import { viewOf } from '../../../src/verify/view.ts';
import type { Facts } from '../../../src/core/facts.ts';
import { factsOf } from '../engine/facts.ts';
import { lvsPair } from '../lvs-pair.ts';

const conf = `virtual_server 192.0.2.100 80 {
  protocol TCP
  lvs_sched wrr
  lvs_method DR
  real_server 192.0.2.21 80 {
    weight 1
  }
  real_server 192.0.2.22 80 {
    weight 2
  }
}
`;
const web1 = '  -> C0000215:0050      Route   1      0          0\n';
const web2 = '  -> C0000216:0050      Route   2      0          0\n';

/** What is wrong with the tables of two directors that have these servers in them. */
function said(tables: Record<'a' | 'b', string>): string[] {
  const cluster = lvsPair();
  const view = viewOf(
    cluster,
    cluster.hosts.map((host) => {
      const servers = host.name === 'b' ? tables.b : tables.a;
      const text = `250\nIP Virtual Server version 1.2.1 (size=4096)\nTCP  C0000264:0050 wrr \n${servers}`;
      const file = { type: 'file', content: Buffer.from(conf) };
      const files = { [KEEPALIVED_CONF]: file as unknown as Facts['files'][string] };
      return {
        host,
        facts: factsOf({ files, outputs: { ipvs: { code: 0, text } } }),
        services: [],
      };
    }),
  );
  return unhealthy(view)
    .filter(({ id }) => id === 'ipvs-tables')
    .map(inWords);
}

it('directors that have every server are fit for a drill', () => {
  expect(said({ a: web1 + web2, b: web2 + web1 })).toEqual([]);
  expect(healthNeeds).toContain('ipvs');
});

it('with a server taken out, on one or on both, the next fault would be an outage', () => {
  expect(said({ a: web1 + web2, b: web1 })).toEqual([
    expect.stringMatching(/^all directors forward alike: b has just taken out 192\.0\.2\.22:80 /),
  ]);
  expect(said({ a: web2, b: web2 })).toEqual([
    expect.stringMatching(/: 192\.0\.2\.21:80 of .* is taken out: its check fails on a and b/),
  ]);
});
