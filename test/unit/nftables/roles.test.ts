import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { validators } from '../../../src/cli/validators.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';
import { project } from '../inventory/temp-project.ts';

function stepsOf(role: string) {
  const projectDir = project({
    'playbooks/closed.yaml': `name: closed\nsteps:\n  - include: ${role}\n`,
  });
  return loadPlaybook({ projectDir, name: 'closed', kinds: stepKinds }).steps;
}

test.each(['firewall', 'firewalld', 'ufw'])(
  'role %s: what is reloaded is written before, and read by the tool itself',
  (role) => {
    const steps = stepsOf(role);
    const service = steps.findIndex(({ kind }) => kind === 'service');
    const { reload_on } = steps[service]?.params as { reload_on: string[] };
    const files = steps.slice(0, service).flatMap(({ kind, params }) => {
      return kind === 'file' ? [params as { path: string; validate?: string }] : [];
    });
    expect(reload_on).toHaveLength(1);
    const rules = files.find(({ path }) => path === reload_on[0]);
    expect(validators[rules?.validate ?? '']).toBeDefined();
  },
);

test.each([
  ['the unit does not run', 3, 1, 0],
  ['the rules are there', 0, 0, 0],
  ['a rule is missing', 0, 1, 1],
])('role ufw, %s: systemctl ends with %s, the check with %s', (_, isActive, check, ends) => {
  const drift = stepsOf('ufw').find(({ kind }) => kind === 'command');
  const { unless } = drift?.params as { unless: string };
  const directory = project({
    'bin/systemctl': `#!/bin/sh\nexit ${isActive}\n`,
    'ufw.sh': `exit ${check}\n`,
  });
  chmodSync(join(directory, 'bin/systemctl'), 0o755);
  const script = unless.replace('/etc/hadeploy', directory);
  const { status } = spawnSync('sh', ['-c', script], {
    env: { PATH: `${directory}/bin:${process.env['PATH']}` },
  });
  expect(status).toBe(ends);
});
