import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badInput, type Problem } from '../core/failure.ts';
import { readAnsibleYaml } from '../import/ansible-yaml.ts';
import { parseIni } from '../import/ini.ts';
import type { Source, Variables, VarsFiles } from '../import/source.ts';
import { parseYamlInventory, staticHint, variablesIn } from '../import/yaml-inventory.ts';
import { reasonOf } from '../inventory/read-yaml.ts';

const maxBytes = 1024 * 1024;
const maxVarsFiles = 200;
const extensions = ['', '.yml', '.yaml', '.json'];

/** The Ansible inventory in a file. What would have to be run to be known is refused. */
export function readAnsibleInventory(file: string): Source {
  const text = textOf(file);
  if (isProgram(file, text)) {
    throw badInput({
      message: `${file} is a program (a dynamic inventory): it is not run`,
      hint: text.startsWith('#!') ? staticHint(file) : `if it is none: chmod -x ${file}`,
    });
  }
  if (text.startsWith('$ANSIBLE_VAULT;')) {
    throw badInput({
      message: `${file} is encrypted by ansible-vault`,
      hint: 'decrypt a copy, and import that',
    });
  }
  const { source, problems } = (isYaml(file, text) ? parseYamlInventory : parseIni)(text, file);
  if (problems.length > 0) throw badInput(...problems);
  return source;
}

/** A file without an extension says it with its first line. */
function isYaml(file: string, text: string): boolean {
  if (/\.(?:ya?ml|json)$/i.test(file)) return true;
  const first = text.split('\n').find((line) => !/^\s*(?:#|$)/.test(line)) ?? '';
  return !/\.ini$/i.test(file) && /^(?:---|\{|[\w.-]+:(?:\s|$))/.test(first);
}

/** group_vars and host_vars beside the inventory, of these groups and hosts only. */
export function readVarsFiles(
  inventory: string,
  names: { groups: string[]; hosts: string[] },
): VarsFiles & { encrypted: string[] } {
  const problems: Problem[] = [];
  const encrypted: string[] = [];
  const below = (folder: string, name: string): Variables => {
    const vars: Variables = new Map();
    for (const file of filesFor(join(dirname(inventory), folder), name)) {
      const text = textOf(file);
      if (text.startsWith('$ANSIBLE_VAULT;')) {
        encrypted.push(file);
        continue;
      }
      const read = readAnsibleYaml(text, file);
      const found = 'value' in read ? variablesIn(read.value, file) : null;
      if ('problems' in read) problems.push(...read.problems);
      else if (found === null) problems.push({ message: `${file} holds no mapping of variables` });
      for (const [key, variable] of found ?? []) vars.set(key, variable);
    }
    return vars;
  };
  const all = (folder: string, of: string[]): Map<string, Variables> =>
    new Map(of.map((name) => [name, below(folder, name)]));
  const files = { groups: all('group_vars', names.groups), hosts: all('host_vars', names.hosts) };
  if (problems.length > 0) throw badInput(...problems);
  return { ...files, encrypted };
}

/** As Ansible looks: the first of NAME, NAME.yml, NAME.yaml, NAME.json; of a directory all that is below. */
function filesFor(folder: string, name: string): string[] {
  // A name is no way out of the directory.
  if (/[/\\\0]/.test(name) || name.startsWith('.')) return [];
  for (const extension of extensions) {
    const path = join(folder, `${name}${extension}`);
    const kind = kindOf(path);
    if (kind === 'file') return [path];
    if (kind === 'directory' && extension === '') return filesBelow(path, 0);
  }
  return [];
}

function filesBelow(dir: string, depth: number): string[] {
  if (depth > 8) return [];
  const files = namesIn(dir)
    .filter((name) => !name.startsWith('.') && !name.endsWith('~'))
    .sort()
    .flatMap((name) => {
      const path = join(dir, name);
      if (kindOf(path) === 'directory') return filesBelow(path, depth + 1);
      return /\.(?:ya?ml|json)$/.test(name) || !name.includes('.') ? [path] : [];
    });
  if (files.length > maxVarsFiles) {
    throw badInput({ message: `${dir} holds more than ${maxVarsFiles} files` });
  }
  return files;
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    throw badInput({ message: `${dir} cannot be read: ${reasonOf(error)}` });
  }
}

function kindOf(path: string): 'file' | 'directory' | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'directory' : null;
  } catch (error) {
    throw badInput({ message: `${path} cannot be read: ${reasonOf(error)}` });
  }
}

function isProgram(file: string, text: string): boolean {
  return text.startsWith('#!') || (statSync(file).mode & 0o111) !== 0;
}

/** Also a pipe or a device is refused, which would be read for ever. */
function textOf(file: string): string {
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) {
      throw badInput({ message: `${file} is a directory`, hint: 'name the inventory file in it' });
    }
    if (!stat.isFile()) throw badInput({ message: `${file} is not a plain file` });
    if (stat.size > maxBytes) {
      throw badInput({
        message: `${file} is larger than 1 MiB (${stat.size} bytes)`,
        hint: 'import from a smaller inventory: only the two hosts and their groups are needed',
      });
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) throw badInput({ message: `${file} is not UTF-8 text` });
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw badInput({ message: `${file} cannot be read: ${reasonOf(error)}` });
  }
}
