import * as z from 'zod';
import type { BoundStep, StepKind } from '../../../src/core/step.ts';
import { bindSteps } from '../../../src/playbook/bind.ts';
import { loadPlaybook, type StepKinds } from '../../../src/playbook/load.ts';
import { loadIn, pair, project } from '../inventory/temp-project.ts';

/** What a kind was given, for tests to look at. */
export interface Given {
  step: BoundStep;
  params: Record<string, unknown> & { content?: Buffer };
}

const seen = new WeakMap<BoundStep['needs'], unknown>();

function recording(kind: string, params: z.ZodType): [string, StepKind<never>] {
  const step: StepKind<unknown> = {
    kind,
    about: kind,
    params,
    needs(given) {
      const queries: BoundStep['needs'] = [];
      seen.set(queries, given);
      return queries;
    },
    plan: () => [],
  };
  return [kind, step as unknown as StepKind<never>];
}

/** Tiny kinds that keep what they get. */
export const kinds: StepKinds = Object.fromEntries([
  recording('file', z.looseObject({ path: z.string() })),
  recording('service', z.strictObject({ name: z.string(), enabled: z.boolean().default(true) })),
  recording('package', z.array(z.string())),
  recording('sysctl', z.record(z.string(), z.union([z.number(), z.string()]))),
  recording('command', z.looseObject({ run: z.string() })),
  recording('wait', z.looseObject({ port: z.number().optional() })),
  recording('vip', z.strictObject({})),
]);

export interface Setup {
  steps: string;
  inventory?: string;
  files?: Record<string, string>;
  env?: NodeJS.ProcessEnv;
  host?: string;
  tags?: string[];
}

/** Binds a playbook of these steps for one host of the sound pair. */
export async function bind(setup: Setup): Promise<Given[]> {
  const dir = project({
    'inventory/pair.yaml': (setup.inventory ?? pair).replace('haproxy-keepalived', 'own'),
    'playbooks/own.yaml': `name: own\nsteps:\n${setup.steps}`,
    ...setup.files,
  });
  const cluster = await loadIn(dir, { env: setup.env ?? {} });
  const playbook = loadPlaybook({ projectDir: dir, name: 'own', kinds });
  const host = cluster.hosts.find(({ name }) => name === (setup.host ?? 'lb01'));
  if (!host) throw new Error('no such host');
  return bindSteps({ playbook, cluster, host, kinds, tags: setup.tags ?? [] }).map((step) => ({
    step,
    params: seen.get(step.needs) as Given['params'],
  }));
}

/** The content of the one file that this template makes. */
export async function rendered(template: string, setup: Partial<Setup> & { path?: string } = {}) {
  const path = setup.path ?? '/etc/haproxy/haproxy.cfg';
  const given = await bind({
    steps: `  - file: { path: ${path}, template: t }\n`,
    ...setup,
    files: { 'playbooks/templates/t.liquid': template, ...setup.files },
  });
  return given[0]?.params.content?.toString() ?? '';
}
