import { describe, expect, test } from 'vitest';
import { bindSteps } from '../../../src/playbook/bind.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { brief, loadIn, pair, problemsOf, project } from '../inventory/temp-project.ts';
import { bind, kinds } from './bound.ts';

const role = (name: string, steps: string): Record<string, string> => ({
  [`playbooks/roles/${name}.yaml`]: `role: ${name}\nsteps:\n${steps}`,
});

function load(steps: string, files: Record<string, string>) {
  const projectDir = project({ 'playbooks/own.yaml': `name: own\nsteps:\n${steps}`, ...files });
  return loadPlaybook({ projectDir, name: 'own', kinds });
}

async function refused(steps: string, files: Record<string, string>) {
  return (await problemsOf(() => load(steps, files))).map(brief);
}

const web = {
  ...role('web', '  - package: [nginx]\n  - include: page\n    tags: [inner]\n'),
  ...role('page', '  - { name: page, tags: [own], file: { path: /p, content: x } }\n'),
};

test('the steps of a role stand where it is included, roles in roles too', () => {
  const { steps } = load(
    '  - package: [a]\n  - { include: web, tags: [outer] }\n  - vip: {}\n',
    web,
  );
  expect(steps.map(({ name, kind, tags }) => [name, kind, tags])).toEqual([
    ['packages', 'package', []],
    ['packages-2', 'package', ['outer']],
    ['page', 'file', ['own', 'inner', 'outer']],
    ['vip', 'vip', []],
  ]);
});

test('the same role twice: its names are made unique', () => {
  const { steps } = load('  - include: page\n  - include: page\n', web);
  expect(steps.map(({ name }) => name)).toEqual(['page', 'page-2']);
});

test('a host must be in the hosts of the step and of every include above it', async () => {
  const steps = '  - { include: outer, hosts: [edge, lb02] }\n';
  const files = role('outer', '  - { hosts: [edge], package: [x] }\n  - { package: [y] }\n');
  const inventory = `${pair}groups: { edge: { hosts: [lb01] } }\n`;
  const namesOn = async (host: string) =>
    (await bind({ steps, inventory, files, host })).map(({ params }) => params);
  expect(await namesOn('lb01')).toEqual([['x'], ['y']]);
  expect(await namesOn('lb02')).toEqual([['y']]);
});

test("a project's own role comes before the built-in one", () => {
  const { steps } = load('  - include: haproxy\n', role('haproxy', '  - package: [mine]\n'));
  expect(steps.map(({ params }) => params)).toEqual([['mine']]);
});

describe('refused, each in its own file', () => {
  test.each<[string, string, Record<string, string>, string]>([
    [
      'a role that there is not',
      '  - include: wbe\n',
      web,
      'own.yaml:3:14 steps[0].include: no role `wbe`',
    ],
    [
      'a circle',
      '  - include: a\n',
      { ...role('a', '  - include: b\n'), ...role('b', '  - vip: {}\n  - include: a\n') },
      'b.yaml:4:14 steps[1].include: roles include each other in a circle: a → b → a',
    ],
    [
      'a mistake in a role that is included twice',
      '  - include: a\n  - include: a\n',
      role('a', '  - servce: { name: x }\n'),
      'a.yaml:3:5 steps[0].servce: unknown step kind `servce`',
    ],
    [
      'a playbook as a role',
      '  - include: a\n',
      { 'playbooks/roles/a.yaml': 'name: a\nsteps: [{ vip: {} }]\n' },
      'a.yaml:1:1 role: is missing: a text',
    ],
    [
      'a role of another name',
      '  - include: a\n',
      { 'playbooks/roles/a.yaml': 'role: b\nsteps: [{ vip: {} }]\n' },
      'a.yaml:1:7 role: the role is called `b`, its file `a`',
    ],
    [
      'a name for the include',
      '  - { name: x, include: page }\n',
      web,
      'own.yaml:3:7 steps[0].name: an include has no name of its own: the steps of the role have theirs',
    ],
    [
      'a path',
      '  - include: ../x\n',
      web,
      'own.yaml:3:14 steps[0].include: must be the name of a role',
    ],
    [
      'a role and a kind',
      '  - { include: page, vip: {} }\n',
      web,
      'own.yaml:3:5 steps[0]: a step of two kinds: include, vip',
    ],
  ])('%s', async (_, steps, files, expected) => {
    expect((await refused(steps, files))[0]).toBe(expected);
  });

  test('params and hosts of a role, when they are bound', async () => {
    const dir = project({
      'inventory/pair.yaml': pair.replace('haproxy-keepalived', 'own'),
      'playbooks/own.yaml':
        'name: own\nsteps:\n  - { include: a, hosts: [lb03] }\n  - include: a\n',
      ...role('a', '  - service: { nam: x }\n  - wait: { port: "{{ vars.x }}" }\n'),
    });
    const cluster = await loadIn(dir);
    const playbook = loadPlaybook({ projectDir: dir, name: 'own', kinds });
    const [host] = cluster.hosts;
    if (!host) throw new Error('no host');
    const problems = await problemsOf(() => bindSteps({ playbook, cluster, host, kinds }));
    expect(problems.map(brief)).toEqual([
      'own.yaml:3:27 no host or group `lb03` in the cluster pair',
      'a.yaml:3:5 steps[0].service.name: is missing: a text',
      'a.yaml:3:16 steps[0].service.nam: unknown key `nam`',
      'a.yaml:4:19 undefined variable `vars.x`',
    ]);
  });
});
