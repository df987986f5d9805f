import { expect, test } from 'vitest';
import type { Host } from '../../../src/core/cluster.ts';
import { loadCluster } from '../../../src/inventory/load.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { servicesOn } from '../../../src/playbook/services.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';
import { hostOf, pair } from '../engine/fake-pair.ts';
import { project } from '../inventory/temp-project.ts';

const inGroup = (group: string): Host => ({ ...hostOf('one', 100), groups: [group] });

test('each tier of a shipped playbook has its own', () => {
  const playbook = loadPlaybook({ projectDir: project({}), name: 'lvs-nginx', kinds: stepKinds });
  expect(servicesOn(pair(), inGroup('directors'), playbook)).toEqual(['keepalived.service']);
  expect(servicesOn(pair(), inGroup('web'), playbook)).toEqual([
    'hadeploy-loopback-vips.service',
    'nginx.service',
  ]);
});

test('a service that is to be stopped is none, nor one whose template fails; a name may be one', () => {
  const steps = [
    '- service: { name: apache2, state: stopped, enabled: false }',
    '- service: { name: "{{ host.name }}-daemon" }',
    '- service: { name: "{{ vars.nothing }}" }',
    '- service: { name: x.timer }',
  ];
  const projectDir = project({
    'playbooks/own.yaml': `name: own\nsteps:\n${steps.map((line) => `  ${line}\n`).join('')}`,
  });
  const playbook = loadPlaybook({ projectDir, name: 'own', kinds: stepKinds });
  expect(servicesOn(pair(), hostOf('one', 100), playbook)).toEqual([
    'one-daemon.service',
    'x.timer',
  ]);
});

test('of the shipped full-stack the databases too', async () => {
  const cluster = await loadCluster({
    projectDir: '.',
    cluster: 'full-stack',
    env: { HADEPLOY_SECRET_REPLICATION: 'replication-12' },
  });
  const playbook = loadPlaybook({ projectDir: '.', name: cluster.playbook, kinds: stepKinds });
  const units = cluster.hosts.map((host) => [
    host.name,
    servicesOn(cluster, host, playbook).at(-1),
  ]);
  expect(Object.fromEntries(units)).toEqual({
    lvs1: 'keepalived.service',
    lvs2: 'keepalived.service',
    web1: 'nginx.service',
    web2: 'nginx.service',
    db1: 'mariadb.service',
    db2: 'mariadb.service',
  });
});
