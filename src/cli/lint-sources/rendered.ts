import { isIP } from 'node:net';
import type { Cluster, Host } from '../../core/cluster.ts';
import { Failed } from '../../core/failure.ts';
import type { BoundStep } from '../../core/step.ts';
import { loadCluster } from '../../inventory/load.ts';
import { findInventory, loadProject, type Project } from '../../inventory/project.ts';
import { bindHosts } from '../../playbook/bind.ts';
import { loadPlaybook } from '../../playbook/load.ts';
import { stepKinds } from '../../steps/kinds.ts';
import type { LintNode } from '../../lint/subject.ts';
import type { CommandRun } from '../command-run.ts';
import { limited } from '../load-run.ts';
import { allowedBy } from './inventory-texts.ts';
import { writtenBy } from './rendered-files.ts';
import type { LintSource, Versions } from './source.ts';

interface Wish {
  cluster?: string;
  versions: Versions;
  /** Hosts or groups of the told cluster; []: all. */
  limit: string[];
  /** Called for a cluster of the project that is not asked for and cannot be loaded. */
  passedOver: (name: string, failed: Failed) => void;
}

/**
 * What the inventories of a project would put on their nodes, with no connection and no secret read. Told are the
 * findings of the named cluster, or of the default, or of all; the others are known all the same. Rejects with `bad-input`.
 */
export async function renderedSources(run: CommandRun, wish: Wish): Promise<LintSource[]> {
  const project = loadProject(run.options.projectDir);
  const names = [...project.inventories.keys()];
  const chosen = chosenOf(project, wish.cluster);
  const isTold = (name: string): boolean => chosen === null || chosen === name;
  // What two clusters share is told at the later one.
  const ordered = [...names.filter((name) => !isTold(name)), ...names.filter(isTold)];
  const loaded: { cluster: Cluster; told: boolean; steps: Map<string, BoundStep[]> }[] = [];
  for (const name of ordered) {
    const told = isTold(name);
    try {
      const cluster = await loadCluster({
        projectDir: run.options.projectDir,
        cluster: name,
        env: run.io.env,
        secrets: 'none',
      });
      loaded.push({ cluster, told, steps: stepsOf(run, cluster, told ? wish.limit : []) });
    } catch (error) {
      if (told || !(error instanceof Failed)) throw error;
      wish.passedOver(name, error);
    }
  }
  const hostNames = loaded.flatMap(({ cluster }) => cluster.hosts.map(({ name }) => name));
  const isUnique = (name: string): boolean => hostNames.filter((one) => one === name).length === 1;
  return loaded.map(({ cluster, told, steps }) => {
    return {
      subject: {
        cluster: cluster.name,
        nodes: cluster.hosts.flatMap((host) => {
          const own = steps.get(host.name);
          const called = isUnique(host.name) ? host.name : `${cluster.name}/${host.name}`;
          return own ? [nodeOf(host, { steps: own, called, versions: wish.versions })] : [];
        }),
      },
      told,
      ...allowedBy(cluster.file, run.io.cwd),
      secrets: cluster.secrets,
    };
  });
}

/** As every command chooses; null: none is named, and none is the default. */
function chosenOf(project: Project, wanted: string | undefined): string | null {
  try {
    return findInventory(project, wanted).name;
  } catch (error) {
    if (wanted === undefined && project.inventories.size > 1) return null;
    throw error;
  }
}

function stepsOf(
  { options: { projectDir } }: CommandRun,
  cluster: Cluster,
  limit: string[],
): Map<string, BoundStep[]> {
  const playbook = loadPlaybook({ projectDir, name: cluster.playbook, kinds: stepKinds });
  return bindHosts({ playbook, cluster, kinds: stepKinds, hosts: limited(cluster, limit) });
}

function nodeOf(
  host: Host,
  { steps, called, versions }: { steps: BoundStep[]; called: string; versions: Versions },
): LintNode {
  const written = steps.filter(({ kind }) => kind === 'file').flatMap(writtenBy);
  const removed = new Set(written.flatMap(({ path, file }) => (file === null ? [path] : [])));
  const { address } = host.target;
  return {
    name: host.name,
    files: written.flatMap(({ path, file }) =>
      file === null ? [] : [{ ...file, path, shown: `${called}:${path}` }],
    ),
    isAbsent: (path) => removed.has(path),
    versions,
    addresses: isIP(address) === 0 ? [] : [address],
    interfaces: null,
  };
}
