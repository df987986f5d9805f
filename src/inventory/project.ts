import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { badInput, type Problem } from '../core/failure.ts';
import { suggestion } from './nearest.ts';
import { readYamlFile, reasonOf } from './read-yaml.ts';
import { child } from './tree.ts';

/** A project directory: its clusters by name, each in inventory/NAME.yaml. */
export interface Project {
  dir: string;
  /** File by cluster name, sorted by name. */
  inventories: Map<string, string>;
}

export function loadProject(dir: string): Project {
  const folder = join(dir, 'inventory');
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch (error) {
    throw badInput({
      message: `no inventory: ${folder}: ${reasonOf(error)}`,
      hint: 'run in a project directory, name one with -C DIR, or begin one with `hadeploy init`',
    });
  }
  const files = entries.filter((file) => /\.ya?ml$/.test(file) && !file.startsWith('.')).sort();
  const inventories = new Map<string, string>();
  for (const file of files) {
    const name = basename(file).replace(/\.ya?ml$/, '');
    const other = inventories.get(name);
    if (other !== undefined) {
      throw badInput({
        message: `the cluster \`${name}\` has two inventories: ${other} and ${join(folder, file)}`,
        hint: 'remove one of them',
      });
    }
    inventories.set(name, join(folder, file));
  }
  return { dir, inventories };
}

/** The inventory of the named cluster, or of the only one, or of the one that says `default: true`. */
export function findInventory(project: Project, cluster?: string): { name: string; file: string } {
  const names = [...project.inventories.keys()];
  if (names.length === 0) {
    throw badInput({
      message: `no inventory in ${join(project.dir, 'inventory')}`,
      hint: 'begin one with `hadeploy init`',
    });
  }
  const name = cluster ?? (names.length === 1 ? names[0] : defaultOf(project));
  const file = name === undefined ? undefined : project.inventories.get(name);
  if (name !== undefined && file !== undefined) return { name, file };
  throw badInput(unknown(cluster, names));
}

function unknown(cluster: string | undefined, names: string[]): Problem {
  const list = `clusters of this project: ${names.join(', ')}`;
  if (cluster === undefined) {
    return {
      message: 'which cluster? this project has several and none says `default: true`',
      hint: list,
    };
  }
  const near = suggestion(cluster, names);
  return {
    message: `no cluster \`${cluster}\``,
    hint: near?.startsWith('did') ? `${near} (${list})` : list,
  };
}

function defaultOf(project: Project): string | undefined {
  const chosen = [...project.inventories].filter(([, file]) => {
    const { tree } = readYamlFile(file);
    const value = tree === null ? undefined : child(tree, 'default');
    return value?.type === 'scalar' && value.value === true;
  });
  if (chosen.length > 1) {
    throw badInput({
      message: `several clusters say \`default: true\`: ${chosen.map(([name]) => name).join(', ')}`,
      hint: 'leave it in one inventory only, or name the cluster on the command line',
    });
  }
  return chosen[0]?.[0];
}
