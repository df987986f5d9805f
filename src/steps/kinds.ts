import type { StepKind } from '../core/step.ts';
import { clockStep } from './clock.ts';
import { commandStep } from './command.ts';
import { directoryStep } from './directory.ts';
import { fileStep } from './file.ts';
import { packageStep } from './package.ts';
import { serviceStep } from './service.ts';
import { sysctlStep } from './sysctl.ts';
import { vipStep } from './vip.ts';
import { waitStep } from './wait.ts';

/** A kind whose params type is known only to itself: whoever holds one parses with `params` first. */
export type AnyStepKind = StepKind<never>;

/** Every step kind there is, by the word that a playbook uses for it. */
export const stepKinds: Record<string, AnyStepKind> = Object.fromEntries(
  [
    sysctlStep,
    packageStep,
    directoryStep,
    fileStep,
    serviceStep,
    clockStep,
    commandStep,
    waitStep,
    vipStep,
  ].map((kind) => [kind.kind, kind as unknown as AnyStepKind]),
);
