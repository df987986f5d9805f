import { expect, test } from 'vitest';
import type { Host } from '../../../src/core/cluster.ts';
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

test('a service that is to be stopped is none, nor one whose name is a template', () => {
  const steps = [
    '- service: { name: apache2, state: stopped, enabled: false }',
    '- service: { name: "{{ vars.daemon }}" }',
    '- service: { name: x.timer }',
  ];
  const projectDir = project({
    'playbooks/own.yaml': `name: own\nsteps:\n${steps.map((line) => `  ${line}\n`).join('')}`,
  });
  const playbook = loadPlaybook({ projectDir, name: 'own', kinds: stepKinds });
  expect(servicesOn(pair(), hostOf('one', 100), playbook)).toEqual(['x.timer']);
});
