import { join } from 'node:path';
import { badInput } from '../core/failure.ts';
import { packageRoot } from '../core/package-root.ts';
import type { StepKind } from '../core/step.ts';
import { playbookFrame } from './frame.ts';
import { findIn, nearIn, readSource, type StepSource } from './source.ts';
import { readSteps, type PlaybookStep } from './steps.ts';

export type { PlaybookStep };

/** By the word that a playbook uses. `never`: nobody but the kind itself knows what its params look like. */
export type StepKinds = Record<string, StepKind<never>>;

export interface Playbook extends StepSource {
  name: string;
  about: string | null;
  /** Those of included roles where they are included. */
  steps: PlaybookStep[];
  /** Directories of templates, the project's own first. */
  templateDirs: string[];
}

export interface PlaybookOptions {
  projectDir: string;
  name: string;
  kinds: StepKinds;
}

/** Finds a playbook in the project, else among the built-in ones. Throws `badInput` with every problem. */
export function loadPlaybook({ projectDir, name, kinds }: PlaybookOptions): Playbook {
  const dirs = [join(projectDir, 'playbooks'), join(packageRoot(), 'playbooks')];
  const file = findIn(dirs, name);
  if (file === null) {
    throw badInput({
      message: `no playbook \`${name}\` in the project nor among the built-in ones`,
      hint: nearIn(dirs, name, 'playbooks'),
    });
  }
  const { source, data } = readSource(file, playbookFrame, { key: 'name', what: 'playbook' });
  return {
    name,
    ...source,
    about: data.about ?? null,
    steps: readSteps(data.steps, source, {
      kinds,
      roleDirs: dirs.map((dir) => join(dir, 'roles')),
    }),
    templateDirs: dirs.map((dir) => join(dir, 'templates')),
  };
}
