import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { badInput, type Place, type Problem } from '../core/failure.ts';
import { freeText, name } from '../core/schema.ts';
import type { StepKind } from '../core/step.ts';
import { suggestion } from '../inventory/nearest.ts';
import { readYamlFile } from '../inventory/read-yaml.ts';
import { dotted, placeOf, plain, type MapTree, type Path } from '../inventory/tree.ts';
import { parseWith, problemsOf } from '../inventory/zod-problems.ts';
import { packageRoot } from '../core/package-root.ts';

/** By the word that a playbook uses. `never`: nobody but the kind itself knows what its params look like. */
export type StepKinds = Record<string, StepKind<never>>;

export interface Playbook {
  name: string;
  file: string;
  about: string | null;
  steps: PlaybookStep[];
  /** Directories of templates, the project's own first. */
  templateDirs: string[];
  /** For the places of problems. */
  tree: MapTree;
}

export interface PlaybookStep {
  /** Unique in the playbook. */
  name: string;
  kind: string;
  tags: string[];
  /** Names of hosts and groups; empty: all hosts. */
  hosts: { name: string; place: Place }[];
  /** As written, before templates. */
  params: unknown;
  /** Of the params in the file. */
  path: Path;
}

const tag = name('a tag');

const common = {
  name: freeText.min(1).max(60).optional().describe('What the plan calls this step.'),
  tags: z.array(tag).optional().describe('For --tags.'),
  hosts: z.array(z.string()).min(1).optional().describe('Hosts or groups; default: all hosts.'),
};

export const playbookFrame = z.strictObject({
  name: name('a playbook'),
  about: freeText.optional().describe('One line for people.'),
  steps: z
    .array(z.looseObject(common))
    .min(1)
    .describe('Steps in their order, each with exactly one kind.'),
});

export interface PlaybookOptions {
  projectDir: string;
  name: string;
  kinds: StepKinds;
}

/** Finds a playbook in the project, else among the built-in ones. Throws `badInput` with every problem. */
export function loadPlaybook({ projectDir, name: wanted, kinds }: PlaybookOptions): Playbook {
  const dirs = [join(projectDir, 'playbooks'), join(packageRoot(), 'playbooks')];
  const file = dirs
    .flatMap((dir) => [join(dir, `${wanted}.yaml`), join(dir, `${wanted}.yml`)])
    .find((path) => existsSync(path));
  if (file === undefined) throw badInput(noSuchPlaybook(wanted, dirs));

  const read = readYamlFile(file);
  if (read.tree === null) throw badInput(...read.problems);
  const tree = read.tree as MapTree;
  const parsed = parseWith(
    playbookFrame,
    plain(tree, () => null),
  );
  if ('error' in parsed) throw badInput(...problemsOf(parsed.error, tree));

  const problems: Problem[] = [];
  if (parsed.data.name !== wanted) {
    problems.push({
      message: `the playbook is called \`${parsed.data.name}\`, its file \`${wanted}\``,
      place: placeOf(tree, ['name']),
      path: 'name',
      hint: `write \`name: ${wanted}\`, or rename the file`,
    });
  }
  const steps = readSteps(parsed.data.steps, { kinds, tree, problems });
  if (problems.length > 0) throw badInput(...problems);
  return {
    name: wanted,
    file,
    about: parsed.data.about ?? null,
    steps,
    templateDirs: dirs.map((dir) => join(dir, 'templates')),
    tree,
  };
}

type RawStep = z.output<typeof playbookFrame>['steps'][number];

interface Reading {
  kinds: StepKinds;
  tree: MapTree;
  problems: Problem[];
}

function readSteps(raw: RawStep[], reading: Reading): PlaybookStep[] {
  const taken = new Set<string>();
  return raw.flatMap((step, index) => {
    const kind = kindOf(step, index, reading);
    if (kind === null) return [];
    const path = ['steps', index, kind];
    const wanted = step.name ?? defaultName(kind, step[kind]);
    if (step.name !== undefined && taken.has(step.name)) {
      reading.problems.push({
        message: `a step called \`${step.name}\` stands above already`,
        place: placeOf(reading.tree, ['steps', index, 'name']),
        path: dotted(['steps', index, 'name']),
        hint: 'names of steps are unique: they stand in plans and journals',
      });
    }
    const unique = freeName(wanted, taken);
    taken.add(unique);
    const hosts = (step.hosts ?? []).map((host, at) => ({
      name: host,
      place: placeOf(reading.tree, ['steps', index, 'hosts', at]),
    }));
    return [{ name: unique, kind, tags: step.tags ?? [], hosts, params: step[kind], path }];
  });
}

/** Every key of a step that is not one of the common ones must be its one kind. */
function kindOf(step: RawStep, index: number, { kinds, tree, problems }: Reading): string | null {
  const words = Object.keys(step).filter((key) => !Object.hasOwn(common, key));
  const known = words.filter((word) => Object.hasOwn(kinds, word));
  const unknown = words.filter((word) => !Object.hasOwn(kinds, word));
  const all = [...Object.keys(kinds), ...Object.keys(common)];
  for (const word of unknown) {
    const hint = suggestion(word, all);
    problems.push({
      message: `unknown step kind \`${word}\``,
      place: placeOf(tree, ['steps', index, word], 'key'),
      path: dotted(['steps', index, word]),
      hint: hint?.startsWith('did')
        ? `${hint} (kinds: ${Object.keys(kinds).join(', ')})`
        : `kinds: ${Object.keys(kinds).join(', ')}`,
    });
  }
  if (unknown.length === 0 && known.length !== 1) {
    problems.push({
      message:
        known.length === 0 ? 'a step without a kind' : `a step of two kinds: ${known.join(', ')}`,
      place: placeOf(tree, ['steps', index]),
      path: dotted(['steps', index]),
      hint: `exactly one of: ${Object.keys(kinds).join(', ')}`,
    });
  }
  return known.length === 1 ? (known[0] ?? null) : null;
}

/** What a person would call it: the file's name, the service's name. */
function defaultName(kind: string, params: unknown): string {
  const field = (key: string): string | null => {
    const value = (params as Record<string, unknown> | null)?.[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  if (kind === 'package') return 'packages';
  return field('path')?.split('/').at(-1) ?? field('name') ?? kind;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) {
    if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
  }
}

function noSuchPlaybook(wanted: string, dirs: string[]): Problem {
  const known = [...new Set(dirs.flatMap(playbooksIn))].sort();
  const near = suggestion(wanted, known);
  const list = `playbooks: ${known.join(', ') || 'none'}`;
  return {
    message: `no playbook \`${wanted}\` in the project nor among the built-in ones`,
    hint: near?.startsWith('did') ? `${near} (${list})` : list,
  };
}

function playbooksIn(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => file.replace(/\.ya?ml$/, ''));
}
