import type { Cluster, Host } from '../core/cluster.ts';
import { badInput, Failed, type Problem } from '../core/failure.ts';
import type { BoundStep, StepKind } from '../core/step.ts';
import { suggestion } from '../inventory/nearest.ts';
import { parseWith, problemsOf } from '../inventory/zod-problems.ts';
import { fileParams } from './file-params.ts';
import { isTrue } from './condition.ts';
import { resolveFile, type Binding } from './file-step.ts';
import type { Playbook, PlaybookStep, StepKinds } from './load.ts';
import { renderParams } from './params.ts';
import { scopeOf } from './scope.ts';

export interface BindOptions {
  playbook: Playbook;
  cluster: Cluster;
  host: Host;
  kinds: StepKinds;
  /** Only steps with one of these tags; empty or missing: all. */
  tags?: readonly string[];
}

/** The steps of a playbook that concern one host, with that host's values in them. Throws `badInput`. */
export function bindSteps({ playbook, cluster, host, kinds, tags = [] }: BindOptions): BoundStep[] {
  const problems = [...hostProblems(playbook, cluster), ...tagProblems(playbook, tags)];
  const scope = scopeOf(cluster, host);
  const bound = playbook.steps
    .filter((step) => concerns(step, host) && hasTag(step, tags))
    .flatMap((step) => {
      const kind = kinds[step.kind];
      if (kind === undefined) throw new Error(`no step kind ${step.kind}`);
      try {
        if (!step.when.every((condition) => isTrue(condition, scope))) return [];
        return [bindStep(step, kind, { playbook, cluster, scope, ...step })];
      } catch (error) {
        if (!(error instanceof Failed) || error.failure.reason !== 'bad-input') throw error;
        problems.push(...error.failure.problems);
        return [];
      }
    });
  if (problems.length > 0) throw badInput(...problems);
  return bound;
}

function bindStep(step: PlaybookStep, kind: StepKind<never>, binding: Binding): BoundStep {
  const written = renderParams(step.params ?? {}, step.kind, binding);
  const ready =
    step.kind === 'file' ? resolveFile(check(fileParams, written, binding), binding) : written;
  const params = check(kind.params, ready, binding);
  return {
    name: step.name,
    kind: step.kind,
    needs: kind.needs(params),
    plan: (facts) => kind.plan(facts, params),
  };
}

function check<T>(schema: StepKind<T>['params'], value: unknown, { source, path }: Binding): T {
  const result = parseWith(schema, value);
  if ('error' in result) throw badInput(...problemsOf(result.error, source.tree, path));
  return result.data;
}

/** Whether a step is one of this host's: it must be in the `hosts` of the step, and of every include above it. */
export function concerns(step: PlaybookStep, host: Host): boolean {
  return step.hosts.every((names) =>
    names.some(({ name }) => name === host.name || host.groups.includes(name)),
  );
}

function hasTag(step: PlaybookStep, tags: readonly string[]): boolean {
  return tags.length === 0 || step.tags.some((tag) => tags.includes(tag));
}

function hostProblems(playbook: Playbook, cluster: Cluster): Problem[] {
  const known = [...new Set(cluster.hosts.flatMap((host) => [host.name, ...host.groups]))];
  // Of an include, every step of the role has the same list.
  const lists = new Set(playbook.steps.flatMap((step) => step.hosts));
  return [...lists]
    .flat()
    .filter(({ name }) => !known.includes(name))
    .map(({ name, place }) => {
      const hint = suggestion(name, known);
      return {
        message: `no host or group \`${name}\` in the cluster ${cluster.name}`,
        place,
        ...(hint === undefined ? {} : { hint }),
      };
    });
}

function tagProblems(playbook: Playbook, tags: readonly string[]): Problem[] {
  const known = [...new Set(playbook.steps.flatMap((step) => step.tags))];
  return tags
    .filter((tag) => !known.includes(tag))
    .map((tag) => ({
      message: `no step of the playbook ${playbook.name} has the tag \`${tag}\``,
      hint: suggestion(tag, known) ?? 'this playbook has no tags',
    }));
}

/** The same for several hosts: what is wrong for more than one of them is said once. */
export function bindHosts(
  options: Omit<BindOptions, 'host'> & { hosts: readonly Host[] },
): Map<string, BoundStep[]> {
  const { hosts, ...shared } = options;
  const bound = new Map<string, BoundStep[]>();
  const problems = new Map<string, Problem>();
  for (const host of hosts) {
    try {
      bound.set(host.name, bindSteps({ ...shared, host }));
    } catch (error) {
      if (!(error instanceof Failed) || error.failure.reason !== 'bad-input') throw error;
      for (const problem of error.failure.problems) problems.set(JSON.stringify(problem), problem);
    }
  }
  if (problems.size > 0) throw badInput(...problems.values());
  return bound;
}
