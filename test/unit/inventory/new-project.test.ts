import { expect, test } from 'vitest';
import { inventoryJsonSchema } from '../../../src/inventory/json-schema.ts';
import { loadCluster } from '../../../src/inventory/load.ts';
import { newProject } from '../../../src/inventory/new-project.ts';
import { problemsOf, project } from './temp-project.ts';

test('a new project loads as it is', async () => {
  const files = Object.fromEntries(newProject('edge').map(({ path, content }) => [path, content]));
  const cluster = await loadCluster({
    projectDir: project(files),
    env: { HADEPLOY_SECRET_VRRP: 'abc' },
  });
  expect(cluster.name).toBe('edge');
  expect(cluster.hosts.map(({ name }) => name)).toEqual(['edge-lb01', 'edge-lb02']);
  expect(files['inventory/edge.yaml']?.split('\n')[0]).toBe(
    '# yaml-language-server: $schema=../.hadeploy/inventory.schema.json',
  );
  expect(JSON.parse(files['.hadeploy/inventory.schema.json'] ?? '')).toEqual(inventoryJsonSchema());
});

test('without its secret it says how to give it', async () => {
  const files = Object.fromEntries(newProject('edge').map(({ path, content }) => [path, content]));
  const projectDir = project(files);
  const [problem] = await problemsOf(() => loadCluster({ projectDir, env: {} }));
  expect(problem?.hint).toBe('export HADEPLOY_SECRET_VRRP=…');
});

test.each(['', '../x', 'a b', '-x', '1st', 'x\n'])('no cluster is called %j', async (name) => {
  expect(await problemsOf(() => newProject(name))).toHaveLength(1);
});

test('the JSON Schema asks for everything, but not of an inventory that extends another', () => {
  const {
    if: condition,
    then: loose,
    else: whole,
  } = inventoryJsonSchema() as {
    if: unknown;
    then: { required?: string[]; properties: Record<string, { required?: string[] }> };
    else: { required?: string[]; properties: Record<string, { required?: string[] }> };
  };
  expect(condition).toEqual({ type: 'object', required: ['extends'] });
  expect(whole.required).toEqual(['cluster', 'playbook', 'hosts']);
  expect(whole.properties['vrrp']?.required).toEqual(['interface', 'instances']);
  expect(loose.required).toBeUndefined();
  expect(loose.properties['vrrp']?.required).toBeUndefined();
});
