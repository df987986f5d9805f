import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Cluster } from '../../core/cluster.ts';
import type { Facts } from '../../core/facts.ts';
import { Failed, type Problem } from '../../core/failure.ts';
import type { BoundStep } from '../../core/step.ts';
import { planHost } from '../../engine/plan.ts';
import { loadCluster } from '../../inventory/load.ts';
import { bindHosts } from '../../playbook/bind.ts';
import { loadPlaybook } from '../../playbook/load.ts';
import { stepKinds } from '../../steps/kinds.ts';
import type { CommandRun } from '../command-run.ts';
import { writtenBy } from '../lint-sources/rendered-files.ts';
import type { ProjectFile } from './project-files.ts';

/** What a project would do, tried in a directory of its own. */
export interface Trial {
  cluster: Cluster;
  steps: Map<string, BoundStep[]>;
  /** What it writes: text by host and path. */
  files: Map<string, Map<string, string>>;
}

/** Loads and renders the files as a project; what is wrong with them in place of a trial. */
export async function tryOut(
  run: CommandRun,
  name: string,
  files: readonly ProjectFile[],
): Promise<Trial | { problems: Problem[] }> {
  const projectDir = mkdtempSync(join(tmpdir(), 'hadeploy-adopt-'));
  try {
    // The project's own templates come before the built-in ones, here as there.
    const playbooks = join(run.options.projectDir, 'playbooks');
    if (existsSync(playbooks))
      cpSync(playbooks, join(projectDir, 'playbooks'), { recursive: true });
    for (const { path, content, mode } of files) {
      mkdirSync(dirname(join(projectDir, path)), { recursive: true });
      writeFileSync(join(projectDir, path), content, { mode });
    }
    const cluster = await loadCluster({ projectDir, cluster: name, env: run.io.env });
    const playbook = loadPlaybook({ projectDir, name: cluster.playbook, kinds: stepKinds });
    const steps = bindHosts({ playbook, cluster, kinds: stepKinds, hosts: cluster.hosts });
    return {
      cluster,
      steps,
      files: new Map([...steps].map(([host, own]) => [host, textsOf(own)])),
    };
  } catch (error) {
    if (!(error instanceof Failed) || error.failure.reason !== 'bad-input') throw error;
    // Their places are in a directory that is gone.
    const problems = error.failure.problems.map(({ message, path, hint }) => ({
      message: path === undefined ? message : `${path}: ${message}`,
      ...(hint !== undefined && { hint }),
    }));
    return { problems };
  } finally {
    rmSync(projectDir, { recursive: true, force: true });
  }
}

function textsOf(steps: BoundStep[]): Map<string, string> {
  const written = steps.filter(({ kind }) => kind === 'file').flatMap(writtenBy);
  return new Map(
    written.flatMap(({ path, file }): [string, string][] =>
      file === null ? [] : [[path, file.text]],
    ),
  );
}

/** Something that plan will show. */
export interface Pending {
  host: string;
  step: string;
  title: string;
  /** It cannot be planned on this node: the title says why. */
  isImpossible: boolean;
}

/** What plan would show on each node, with these facts; a step that cannot be planned shows why. */
export function pendingOf({ cluster, steps }: Trial, facts: readonly Facts[]): Pending[] {
  return cluster.hosts.flatMap((host, index): Pending[] => {
    const known = facts[index];
    if (known === undefined) return [];
    try {
      const changes = planHost({ host, steps: steps.get(host.name) ?? [], facts: known });
      return changes.map(({ step, title }) => ({
        host: host.name,
        step,
        title,
        isImpossible: false,
      }));
    } catch (error) {
      if (!(error instanceof Failed) || error.failure.reason !== 'unsupported-change') throw error;
      const { step, detail } = error.failure;
      return [{ host: host.name, step, title: detail, isImpossible: true }];
    }
  });
}
