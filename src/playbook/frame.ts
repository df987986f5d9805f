import * as z from 'zod';
import { freeText, name } from '../core/schema.ts';

/** What a step may say besides its kind. */
export const common = {
  name: freeText.min(1).max(60).optional().describe('What the plan calls this step.'),
  tags: z.array(name('a tag')).optional().describe('For --tags.'),
  hosts: z.array(z.string()).min(1).optional().describe('Hosts or groups; default: all hosts.'),
  when: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A condition of Liquid, without {{ }}: the step is there only on hosts on which it is true.',
    ),
};

const shared = {
  about: freeText.optional().describe('One line for people.'),
  steps: z
    .array(z.looseObject(common))
    .min(1)
    .describe('Steps in their order, each with exactly one kind, or with a role to include.'),
};

export const playbookFrame = z.strictObject({ name: name('a playbook'), ...shared });

/** Steps for playbooks to include: playbooks/roles/NAME.yaml. */
export const roleFrame = z.strictObject({ role: name('a role'), ...shared });

export type RawStep = z.output<typeof playbookFrame>['steps'][number];

/** The word that takes the place of a kind: `include: ROLE`. */
export const include = 'include';
