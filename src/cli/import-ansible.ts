import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { exitCodes } from '../core/exit-code.ts';
import { badInput } from '../core/failure.ts';
import { name as nameSchema } from '../core/schema.ts';
import { choosePair } from '../import/choose-pair.ts';
import { familiesOf, groupsOf } from '../import/families.ts';
import { importPair, type ImportedPair } from '../import/import-pair.ts';
import { renderInventory } from '../import/render.ts';
import { shown } from '../import/shown.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { readAnsibleInventory, readVarsFiles } from './import-files.ts';
import { inventoryProblems } from './inventory-problems.ts';
import { writeReasonOf } from './write-reason.ts';

interface ImportOptions {
  file: string;
  group?: string;
  cluster?: string;
  /** Print the inventory, write nothing. */
  stdout: boolean;
}

/** `hadeploy import ansible FILE`: hosts and connections of an Ansible inventory as one of hadeploy's. Overwrites nothing. */
export async function importAnsible(run: CommandRun, given: ImportOptions): Promise<CommandEnd> {
  const file = resolve(run.io.cwd, given.file);
  const source = readAnsibleInventory(file);
  const families = familiesOf(source);
  const chosen = choosePair(source, families, given.group);
  const cluster = clusterName(given.cluster, chosen.group);
  const groups = new Set(['all', ...chosen.hosts.flatMap((h) => groupsOf(source, families, h))]);
  const files = readVarsFiles(file, { groups: [...groups], hosts: chosen.hosts });
  const folder = join(run.options.projectDir, 'inventory');
  const pair = importPair({
    source,
    families,
    files,
    pair: chosen,
    keyPath: (path) => pathFrom(folder, run.io.cwd, path),
  });
  const text = renderInventory(pair, { cluster, file: given.file, group: chosen.group });
  const left = [
    ...source.passedOver,
    ...files.encrypted.map((one) => `${one}: encrypted by ansible-vault`),
    ...pair.left,
  ];
  const notes = takenFrom(pair, chosen.group);
  const wrong = inventoryProblems(text, `${cluster}.yaml`);
  if (wrong.length > 0) throw badInput(...wrong);
  if (given.stdout) return print(run, text, [...notes, ...left.map((one) => `left out: ${one}`)]);

  const target = write(folder, cluster, text);
  for (const message of notes) run.emit({ event: 'note', level: 'info', message });
  for (const one of left) {
    run.emit({ event: 'note', level: 'warning', message: `left out: ${one}` });
  }
  run.emit({ event: 'note', level: 'info', message: `wrote ${target}` });
  const next = `next: look at what says CHANGE in it, then: hadeploy plan ${cluster}`;
  run.emit({ event: 'note', level: 'info', message: next });
  return { exitCode: exitCodes.done };
}

/** The inventory alone on stdout, so that it can go on through a pipe. */
async function print(run: CommandRun, text: string, notes: string[]): Promise<CommandEnd> {
  await run.settled();
  run.io.stdout.write(text);
  for (const note of notes) run.io.stderr.write(`${shown(note, 400)}\n`);
  return { exitCode: exitCodes.done, silent: true };
}

function clusterName(given: string | undefined, group: string): string {
  const own = group.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 63);
  const derived = group === 'all' || group === 'ungrouped' ? 'my-pair' : own;
  const checked = nameSchema('a cluster').safeParse(given ?? derived);
  if (checked.success) return checked.data;
  throw badInput({
    message: `\`${shown(given ?? derived)}\`: ${checked.error.issues[0]?.message ?? 'no name'}`,
    hint: 'name it with --cluster',
  });
}

/** Ansible takes such a path from where it is run, hadeploy from the inventory. */
function pathFrom(folder: string, cwd: string, path: string): string {
  return path === '' || /^[~/]/.test(path) ? path : relative(folder, resolve(cwd, path));
}

function takenFrom(pair: ImportedPair, group: string): string[] {
  const hosts = [...pair.hosts].map(([name, { address }]) =>
    name === address ? name : `${name} (${address})`,
  );
  const all = [pair.connection, ...[...pair.hosts.values()].map(({ connection }) => connection)];
  const settings = [...new Set(all.flatMap((one) => Object.keys(one)))];
  const said = [pair.vars, ...[...pair.hosts.values(), ...pair.groups.values()].map((o) => o.vars)];
  const vars = new Set(said.flatMap((one) => Object.keys(one)));
  return [
    `took the group \`${shown(group)}\`: ${hosts.join(', ')}`,
    `took of the connection: ${settings.length === 0 ? 'nothing, so ~/.ssh/config decides' : settings.join(', ')}`,
    ...(vars.size === 0 ? [] : [`took variables: ${vars.size}`]),
    ...pair.renamed,
  ];
}

function write(folder: string, cluster: string, text: string): string {
  const target = join(folder, `${cluster}.yaml`);
  const existing = [target, join(folder, `${cluster}.yml`)].find((path) => existsSync(path));
  if (existing !== undefined) {
    throw badInput({
      message: `${existing} exists already`,
      hint: 'nothing was written: choose another --cluster, or look with --stdout',
    });
  }
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(target, text, { flag: 'wx' });
  } catch (error) {
    throw badInput({
      message: `${target} cannot be written: ${writeReasonOf(error)}`,
      hint: 'choose a directory that can be written, with -C',
    });
  }
  return target;
}
