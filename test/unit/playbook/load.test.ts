import { describe, expect, test } from 'vitest';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';
import { brief, problemsOf, project } from '../inventory/temp-project.ts';
import { kinds } from './bound.ts';

function load(text: string, name = 'own') {
  const projectDir = project({ 'playbooks/own.yaml': text });
  return loadPlaybook({ projectDir, name, kinds });
}

async function refused(text: string) {
  return (await problemsOf(() => load(text))).map(brief);
}

test('names of steps are unique and what a person would call them', () => {
  const { steps } = load(`name: own
steps:
  - package: [haproxy]
  - file: { path: /etc/haproxy/haproxy.cfg, content: x }
  - file: { path: /srv/haproxy.cfg, content: x }
  - service: { name: haproxy }
  - name: the end
    vip:
`);
  expect(steps.map(({ name }) => name)).toEqual([
    'packages',
    'haproxy.cfg',
    'haproxy.cfg-2',
    'haproxy',
    'the end',
  ]);
});

describe('refused', () => {
  test.each([
    [
      'an unknown kind',
      '  - servce: { name: x }\n',
      'own.yaml:3:5 steps[0].servce: unknown step kind `servce`',
    ],
    ['no kind', '  - name: x\n', 'own.yaml:3:5 steps[0]: a step without a kind'],
    [
      'two kinds',
      '  - vip: {}\n    service: { name: x }\n',
      'own.yaml:3:5 steps[0]: a step of two kinds: vip, service',
    ],
    [
      'the same name twice',
      '  - { name: a, vip: {} }\n  - { name: a, vip: {} }\n',
      'own.yaml:4:13 steps[1].name: a step called `a` stands above already',
    ],
    ['no list', '  vip: {}\n', 'own.yaml:3:3 steps: must be a list, not a mapping'],
    [
      'a name with a newline',
      '  - { name: "a\\nb", vip: {} }\n',
      'own.yaml:3:13 steps[0].name: must be one line without control characters',
    ],
    [
      'a prototype as a kind',
      '  - constructor: {}\n',
      'own.yaml:3:5 steps[0].constructor: unknown step kind `constructor`',
    ],
  ])('%s', async (_, steps, expected) => {
    expect(await refused(`name: own\nsteps:\n${steps}`)).toEqual([expected]);
  });

  test('an unknown kind names the nearest and all', async () => {
    const [problem] = await problemsOf(() => load('name: own\nsteps:\n  - servce: {}\n'));
    expect(problem?.hint).toBe(
      'did you mean `service`? (kinds: file, service, package, sysctl, command, wait, vip, include)',
    );
  });

  test('another name than the file', async () => {
    expect(await refused('name: other\nsteps: [{ vip: {} }]\n')).toEqual([
      'own.yaml:1:7 name: the playbook is called `other`, its file `own`',
    ]);
  });

  test('an unknown playbook lists those of the project and the built-in ones', async () => {
    const [problem] = await problemsOf(() => load('name: own\nsteps: []\n', 'haproxy-keepalive'));
    expect(problem?.hint).toBe(
      'did you mean `haproxy-keepalived`? (playbooks: haproxy-keepalived, haproxy-keepalived-alerts, haproxy-nginx, lvs-nginx, lvs-tiers, mysql-pair, nginx-keepalived, own)',
    );
  });
});

test("built-in playbooks are found, and a project's own comes first", () => {
  const projectDir = project({});
  expect(
    loadPlaybook({ projectDir, name: 'haproxy-keepalived', kinds: stepKinds }).steps.map(
      ({ name }) => name,
    ),
  ).toEqual([
    'nonlocal-bind',
    'nonlocal-bind-ipv6',
    'packages',
    'check_haproxy.sh',
    'haproxy.cfg',
    'keepalived.conf',
    'keepalived.service.d',
    'keepalived-restart',
    'selinux-haproxy-ports',
    'selinux-keepalived-scripts',
    'haproxy',
    'keepalived',
    'vip',
  ]);
  const own = project({
    'playbooks/haproxy-keepalived.yaml': 'name: haproxy-keepalived\nsteps: [{ vip: {} }]\n',
  });
  expect(loadPlaybook({ projectDir: own, name: 'haproxy-keepalived', kinds }).steps).toHaveLength(
    1,
  );
});
