import { clocks } from './checks/clocks.ts';
import { room } from './checks/room.ts';
import { otherTools } from './fitness/other-tools.ts';
import { packages } from './fitness/packages.ts';
import { programsThere } from './fitness/programs-there.ts';
import { systemState } from './fitness/system-state.ts';
import { system } from './fitness/system.ts';
import { unaskedUpdates } from './fitness/unasked-updates.ts';
import { writable } from './fitness/writable.ts';
import type { Check } from './view.ts';

/** Whether hadeploy could work on the nodes at all, healthy pair or not: for `doctor`. */
export const fitnessChecks: Check[] = [
  system,
  systemState,
  programsThere,
  writable,
  room,
  packages,
  unaskedUpdates,
  otherTools,
  clocks,
];
