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
  ['enabled, as before this transaction', 0, ''],
  ['not enabled, as this transaction was the first', 1, 'remove\n'],
])('role ufw, undone where its unit is %s', (_, isEnabled, asked) => {
  const rules = stepsOf('ufw').find(({ kind }) => kind === 'command');
  const { undo } = rules?.params as { undo: string };
  const directory = project({
    'bin/systemctl': `#!/bin/sh\nexit ${isEnabled}\n`,
    'ufw.sh': 'echo "$1"\n',
  });
  chmodSync(join(directory, 'bin/systemctl'), 0o755);
  const { status, stdout } = spawnSync('sh', ['-c', undo.replace('/etc/hadeploy', directory)], {
    encoding: 'utf8',
    env: { PATH: `${directory}/bin:${process.env['PATH']}` },
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: asked });
});

test('role ufw: rules are undone after the unit is disabled, and before script and unit go', () => {
  const kinds = stepsOf('ufw').map(({ kind }) => kind);
  expect(kinds.slice(-2)).toEqual(['command', 'service']);
  expect(kinds.slice(0, -2)).not.toContain('service');
});
