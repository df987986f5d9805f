import { expect, test } from 'vitest';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { servicesOn } from '../../../src/playbook/services.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';
import { brief, loadIn, pair, problemsOf, project } from '../inventory/temp-project.ts';
import { bind } from './bound.ts';

const role = (name: string, steps: string): Record<string, string> => ({
  [`playbooks/roles/${name}.yaml`]: `role: ${name}\nsteps:\n${steps}`,
});

const both = pair
  .replace('vip: 192.0.2.100', "vips: [192.0.2.100, '2001:db8::100']")
  .replace('"192.0.2.100:80"', '["192.0.2.100:80", "[2001:db8::100]:80"]');
const ipv6 = pair
  .replace('vip: 192.0.2.100', "vips: ['2001:db8::100']")
  .replaceAll('192.0.2.100:80', '[2001:db8::100]:80');

test('a step is there only where its condition is true, and those above it', async () => {
  const steps = `  - { when: host.name == "lb01", package: [first] }
  - { when: peers.size == 1 and host.priority < 100, package: [second] }
  - { include: inner, when: host.name == "lb02" }
`;
  const files = role(
    'inner',
    '  - { when: host.priority == 90, package: [a] }\n  - package: [b]\n',
  );
  const on = async (host: string) =>
    (await bind({ steps, files, host })).map(({ params }) => params);
  expect(await on('lb01')).toEqual([['first']]);
  expect(await on('lb02')).toEqual([['second'], ['a'], ['b']]);
});

test('which families the VIPs are of', async () => {
  const steps = [4, 6]
    .map(
      (family) => `  - { when: cluster.vip_families contains ${family}, package: [v${family}] }\n`,
    )
    .join('');
  const of = async (inventory: string) =>
    (await bind({ steps, inventory })).map(({ params }) => params);
  expect(await of(pair)).toEqual([['v4']]);
  expect(await of(both)).toEqual([['v4'], ['v6']]);
  expect(await of(ipv6)).toEqual([['v6']]);
});

test('a service whose condition is false is none of the node', async () => {
  const projectDir = project({
    'inventory/pair.yaml': pair.replace('haproxy-keepalived', 'own'),
    'playbooks/own.yaml':
      'name: own\nsteps:\n  - { when: host.name == "lb02", service: { name: x } }\n',
  });
  const cluster = await loadIn(projectDir);
  const playbook = loadPlaybook({ projectDir, name: 'own', kinds: stepKinds });
  const services = cluster.hosts.map((host) => servicesOn(cluster, host, playbook));
  expect(services).toEqual([[], ['x.service']]);
});

test.each([
  ['{{ host.name }}', 'own.yaml:3:13 steps[0].when: `when` is a condition by itself'],
  ['host.nmae == 1', 'own.yaml:3:13 undefined variable `host.nmae`'],
  ['host.name', 'own.yaml:3:13 steps[0].when: `when` gives neither true nor false'],
  ['peers.size == 1, false', 'own.yaml:3:13 steps[0].when: `when`: `, false` belongs to nothing'],
  ['peers.size == 1 false', 'own.yaml:3:13 steps[0].when: `when`: `false` belongs to nothing'],
  [
    'peers.size host.name',
    'own.yaml:3:13 steps[0].when: `when`: nothing stands between `peers.size` and `host.name`',
  ],
  [
    'host.name == "lb01" or "lb02"',
    'own.yaml:3:13 steps[0].when: `when`: `"lb02"` is compared with nothing',
  ],
  ['host.name ==', 'own.yaml:3:13 steps[0].when: `when`: nothing stands after `==`'],
  ['host.name | size', 'own.yaml:3:13 steps[0].when: `when`: `| size` belongs to nothing'],
])('refused: %s', async (when, expected) => {
  const steps = `  - { when: '${when}', package: [x] }\n`;
  const problems = await problemsOf(() => bind({ steps }));
  expect(problems.map(brief)).toEqual([expected]);
});
