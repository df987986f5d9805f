import { describe, expect, test } from 'vitest';
import { bindHosts } from '../../../src/playbook/bind.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { brief, loadIn, pair, problemsOf, project } from '../inventory/temp-project.ts';
import { bind, kinds, rendered, type Setup } from './bound.ts';

async function refused(setup: Setup) {
  return (await problemsOf(() => bind(setup))).map(brief);
}

describe('params', () => {
  test('are rendered; a lone {{ }} keeps its type', async () => {
    const given = await bind({
      steps: `  - wait: { port: "{{ vars.port }}", address: "{{ host.address }}" }
  - package: "{{ vars.packages }}"
  - service: { name: "{{ cluster.name }}-agent" }
`,
      inventory: `${pair}vars: { port: 8080, packages: [a, b] }\n`,
    });
    expect(given.map(({ params }) => params)).toEqual([
      { port: 8080, address: '192.0.2.11' },
      ['a', 'b'],
      { name: 'pair-agent', enabled: true },
    ]);
  });

  test('go through the schema of the kind, with places', async () => {
    expect(await refused({ steps: '  - service: { nam: x }\n' })).toEqual([
      'own.yaml:3:5 steps[0].service.name: is missing: a text',
      'own.yaml:3:16 steps[0].service.nam: unknown key `nam`',
    ]);
    expect(await refused({ steps: '  - service: { name: x, enabled: "yes" }\n' })).toEqual([
      'own.yaml:3:34 steps[0].service.enabled: must be true or false, not "yes"',
    ]);
  });

  test('values in shell commands are words', async () => {
    const [given] = await bind({
      steps: '  - command: { run: "echo {{ vars.text }}" }\n',
      inventory: `${pair}vars: { text: "a'b; $(id)" }\n`,
    });
    expect(given?.params['run']).toBe(`echo 'a'\\''b; $(id)'`);
  });

  test('an undefined variable', async () => {
    const problems = await problemsOf(() =>
      bind({ steps: '  - service: { name: "{{ host.nam }}" }\n' }),
    );
    expect(problems.map(brief)).toEqual(['own.yaml:3:22 undefined variable `host.nam`']);
    expect(problems[0]?.hint).toBe('did you mean `name`?');
  });

  test('a secret has no place in them', async () => {
    const setup = {
      inventory: `${pair}vars: { password: !secret front }\n`,
      env: { HADEPLOY_SECRET_FRONT: 'hunter2' },
    };
    for (const text of ['{{ vars.password }}', 'x{{ vars.password }}']) {
      const problems = await problemsOf(() =>
        bind({ ...setup, steps: `  - service: { name: "${text}" }\n` }),
      );
      expect(problems[0]?.message).toContain('a secret cannot stand in the params');
      expect(JSON.stringify(problems)).not.toContain('hunter2');
    }
  });

  test('no params at all', async () => {
    expect((await bind({ steps: '  - vip:\n' }))[0]?.params).toEqual({});
  });
});

describe('hosts and tags', () => {
  const steps = `  - { vip: {} }
  - { hosts: [lb02], tags: [a], package: [x] }
  - { hosts: [edge], tags: [b], package: [y] }
`;
  const inventory = `${pair}groups: { edge: { hosts: [lb01] } }\n`;
  const namesFor = async (host: string, tags: string[] = []) =>
    (await bind({ steps, inventory, host, tags })).map(({ step }) => step.name);

  test('a step names hosts and groups', async () => {
    expect(await namesFor('lb01')).toEqual(['vip', 'packages-2']);
    expect(await namesFor('lb02')).toEqual(['vip', 'packages']);
  });
  test('--tags', async () => {
    expect(await namesFor('lb01', ['b'])).toEqual(['packages-2']);
    expect(await namesFor('lb02', ['b'])).toEqual([]);
  });
  test('unknown names', async () => {
    expect(await refused({ steps: '  - { hosts: [lb03], vip: {} }\n' })).toEqual([
      'own.yaml:3:15 no host or group `lb03` in the cluster pair',
    ]);
    expect(await refused({ steps, inventory, tags: ['c'] })).toEqual([
      'no step of the playbook own has the tag `c`',
    ]);
  });
});

describe('file', () => {
  test('from a template, with the secrets that stand in it', async () => {
    const [given] = await bind({
      steps: '  - file: { path: /etc/keepalived/keepalived.conf, template: t, mode: "0640" }\n',
      files: { 'playbooks/templates/t.liquid': 'auth_pass {{ vrrp.instances[0].auth_pass }}' },
      inventory: pair.replace('vip: 192.0.2.100', 'vip: 192.0.2.100, auth_pass: !secret front'),
      env: { HADEPLOY_SECRET_FRONT: 'a#b!c' },
    });
    expect(given?.params).toMatchObject({ path: '/etc/keepalived/keepalived.conf', mode: '0640' });
    expect(given?.params.content?.toString()).toBe('auth_pass "a#b!c"\n');
    expect((given?.params['secrets'] as { name: string }[]).map(({ name }) => name)).toEqual([
      'front',
    ]);
  });

  test('a plain file, an inline text, none', async () => {
    const given = await bind({
      steps: `  - file: { path: /a, source: files/a.txt }
  - file: { path: /b, content: "host {{ host.name }}" }
  - file: { path: /c, absent: true }
`,
      files: { 'playbooks/files/a.txt': '{{ not a template }}' },
    });
    expect(given.map(({ params }) => params.content?.toString())).toEqual([
      '{{ not a template }}',
      'host lb01\n',
      undefined,
    ]);
    expect(given[2]?.params).toEqual({ path: '/c', absent: true });
  });

  test.each([
    ['{ path: /a }', 'needs exactly one of `template`, `source`, `content`, `absent: true`'],
    [
      '{ path: /a, content: x, source: y }',
      'needs exactly one of `template`, `source`, `content`, `absent: true`, not source and content',
    ],
    ['{ path: /a, content: x, mode: 0644 }', 'must be an octal mode in quotes'],
    ['{ path: /a, template: ../../etc/passwd }', 'no template `../../etc/passwd`'],
    ['{ path: /a, template: nothing }', 'no template `nothing`'],
    [
      '{ path: /a, content: x, validate: apache }',
      'must be one of firewalld, haproxy, keepalived, logrotate, nginx, nft, sh, ufw, not "apache"',
    ],
  ])('refused: %s', async (params, message) => {
    const problems = await problemsOf(() => bind({ steps: `  - file: ${params}\n` }));
    expect(problems.map((problem) => problem.message)).toEqual([message]);
    expect(problems[0]?.place).toBeDefined();
  });

  test("a site's own haproxy.cfg, plain or as a template", async () => {
    const steps =
      '  - file: { path: /etc/haproxy/haproxy.cfg, template: t, override: haproxy.config }\n';
    const files = {
      'playbooks/templates/t.liquid': 'generated',
      'inventory/files/own.cfg': 'plain {{ as it is }}\n',
      'inventory/files/own.cfg.liquid': 'max {{ haproxy.maxconn }}\n',
    };
    const contentWith = async (config: string) =>
      (
        await bind({ steps, files, inventory: pair.replace('haproxy:\n', `haproxy:\n${config}`) })
      )[0]?.params.content?.toString();
    expect(await contentWith('')).toBe('generated\n');
    expect(await contentWith('  config: files/own.cfg\n')).toBe('plain {{ as it is }}\n');
    expect(await contentWith('  config: files/own.cfg.liquid\n')).toBe('max 4000\n');
    expect(
      await refused({
        steps,
        files,
        inventory: pair.replace('haproxy:\n', 'haproxy:\n  config: files/none.cfg\n'),
      }),
    ).toEqual([expect.stringMatching(/inventory\/files\/none\.cfg cannot be read: no such file$/)]);
  });

  test("a project's own template comes before the built-in one", async () => {
    expect(
      await rendered('', {
        files: { 'playbooks/templates/haproxy.cfg.liquid': 'own\n' },
        steps: '  - file: { path: /etc/haproxy/haproxy.cfg, template: haproxy.cfg }\n',
      }),
    ).toBe('own\n');
  });
});

test('several hosts: what is wrong for all is said once', async () => {
  const dir = project({
    'inventory/pair.yaml': pair.replace('haproxy-keepalived', 'own'),
    'playbooks/own.yaml':
      'name: own\nsteps:\n  - service: { nam: x }\n  - { hosts: [lb02], service: { name: 1 } }\n',
  });
  const cluster = await loadIn(dir);
  const playbook = loadPlaybook({ projectDir: dir, name: 'own', kinds });
  const problems = await problemsOf(() =>
    bindHosts({ playbook, cluster, hosts: cluster.hosts, kinds }),
  );
  expect(problems.map(brief)).toEqual([
    'own.yaml:3:5 steps[0].service.name: is missing: a text',
    'own.yaml:3:16 steps[0].service.nam: unknown key `nam`',
    'own.yaml:4:39 steps[1].service.name: must be a text, not 1',
  ]);
});
