import { resolve } from 'node:path';
import { Failed } from '../../core/failure.ts';
import { readExtended } from '../../inventory/extend.ts';
import { findInventory, loadProject } from '../../inventory/project.ts';
import { child, type Tree } from '../../inventory/tree.ts';
import { rules } from '../../lint/rules.ts';
import { loadPlaybook } from '../../playbook/load.ts';
import { stepKinds } from '../../steps/kinds.ts';
import type { NamesOf } from './answer.ts';

/** The names of a project, read without its secrets. What cannot be read has none: this is no place for a message. */
export function namesIn(cwd: string): NamesOf {
  return (kind, { directory, cluster }) => {
    const projectDir = resolve(cwd, directory ?? '.');
    try {
      switch (kind) {
        case 'cluster':
          return [...loadProject(projectDir).inventories.keys()];
        case 'host':
          return ['hosts', 'groups'].flatMap((key) => keysOf(inventory(projectDir, cluster), key));
        case 'vip':
          return keysOf(inventory(projectDir, cluster), 'vrrp', 'instances');
        case 'tag':
          return tagsOf(projectDir, cluster);
        case 'rule':
          return rules.map(({ id }) => id);
        default:
          return [];
      }
    } catch (error) {
      if (error instanceof Failed) return [];
      throw error;
    }
  };
}

function inventory(projectDir: string, cluster: string | null): Tree | undefined {
  const { file } = findInventory(loadProject(projectDir), cluster ?? undefined);
  return readExtended(file).tree ?? undefined;
}

function keysOf(tree: Tree | undefined, ...path: string[]): string[] {
  const at = path.reduce<Tree | undefined>(child, tree);
  return at?.type === 'map' ? [...at.entries.keys()] : [];
}

function tagsOf(projectDir: string, cluster: string | null): string[] {
  const name = child(inventory(projectDir, cluster), 'playbook');
  if (name?.type !== 'scalar' || typeof name.value !== 'string') return [];
  const { steps } = loadPlaybook({ projectDir, name: name.value, kinds: stepKinds });
  return [...new Set(steps.flatMap(({ tags }) => tags))].sort();
}
