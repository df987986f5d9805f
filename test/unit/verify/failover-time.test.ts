import { expect, it } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { failoverTime } from '../../../src/verify/checks/failover-time.ts';
import { KEEPALIVED_CONF } from '../../../src/verify/needs.ts';
import { viewOf } from '../../../src/verify/view.ts';
import { factsOf } from '../engine/facts.ts';
import { lvsPair, VIP } from '../lvs-pair.ts';

const instance = (more: string) =>
  `vrrp_instance VIP {\n  virtual_ipaddress {\n    ${VIP}\n  }\n${more}}\n`;
const tracking = (name: string) =>
  `vrrp_script ${name} {\n  script /bin/${name}\n  interval 2\n}\n${instance(`  track_script {\n    ${name}\n  }\n`)}`;

function toldOf(keepalived: string): string {
  const cluster = lvsPair();
  const content = Buffer.from(keepalived);
  const facts = factsOf({
    files: { [KEEPALIVED_CONF]: { type: 'file', content } as unknown as Facts['files'][string] },
  });
  const probed = cluster.hosts.map((host) => ({ host, facts, services: [] }));
  return failoverTime.check(viewOf(cluster, probed))[0]?.detail ?? '';
}

it('tells of the service that the check names', () => {
  expect(toldOf(tracking('check_nginx'))).toMatch(/^silent at most \d\.\d\d s when nginx stops, /);
  expect(toldOf(tracking('check_service'))).toMatch(/s when haproxy stops, /);
});

it('of no service where nothing is tracked and there is no haproxy', () => {
  expect(toldOf(instance(''))).toMatch(/^silent at most \d\.\d\d s when keepalived is killed, /);
});
