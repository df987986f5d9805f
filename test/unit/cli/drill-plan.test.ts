import { expect, it } from 'vitest';
import { plannedDrills } from '../../../src/cli/drill/plan.ts';
import { serverDrills, type DrillName } from '../../../src/core/drill.ts';
import { Failed } from '../../../src/core/failure.ts';
import { viewOf } from '../../../src/verify/view.ts';
import { having, lvsPair, VIP } from '../lvs-pair.ts';

const cluster = lvsPair();
const view = viewOf(
  cluster,
  cluster.hosts.map((host) => ({
    host,
    facts: having(host.name === 'b' ? { eth0: VIP } : {}),
    services: [],
  })),
);

/** A pair that has web servers behind it, and neither haproxy nor databases. */
function planned(named: DrillName[], limit?: string): string[] {
  const has: DrillName[] = ['real-server-down', 'keepalived-stopped', 'link-down'];
  const field = {
    absent: (drill: DrillName) => (has.includes(drill) ? null : `there is no ${drill} here`),
    onRequest: (drill: DrillName) => drill === 'link-down',
    servers: [
      { drill: serverDrills[0], host: 'web', services: [], bounds: {}, known: [], alone: [] },
    ],
  };
  const hosts = cluster.hosts.filter(({ name }) => limit === undefined || name === limit);
  return plannedDrills(field, { cluster, hosts, view }, named).map(
    ({ drill, host }) => `${drill} ${host}`,
  );
}

it('what the cluster has something for, on whom it is for, and nothing that must be asked for', () => {
  expect(planned([])).toEqual([
    'real-server-down web',
    'keepalived-stopped b',
    'keepalived-stopped a',
  ]);
  expect(planned([], 'web')).toEqual(['real-server-down web']);
  expect(planned([], 'a')).toEqual(['keepalived-stopped a']);
});

it('what was asked for by name, also where it will be refused', () => {
  expect(planned(['link-down'], 'a')).toEqual(['link-down a']);
  expect(planned(['database-down'], 'a')).toEqual(['database-down a']);
});

it('nothing at all is bad input, with the reason and whom to name', () => {
  const refused = (named: DrillName[], limit: string): unknown => {
    try {
      return planned(named, limit);
    } catch (error) {
      return error instanceof Failed ? error.failure : error;
    }
  };
  const hint = 'leave --limit out, or name a host that runs keepalived, or a server: web';
  const because = (message: string) => ({ reason: 'bad-input', problems: [{ message, hint }] });
  expect(refused(['real-server-down'], 'a')).toEqual(
    because('no host of this run is one for real-server-down: a drill has nothing to do'),
  );
  expect(refused(['nginx-stopped'], 'web')).toEqual(
    because('there is no nginx-stopped here: a drill has nothing to do'),
  );
});
