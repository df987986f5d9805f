import * as z from 'zod';
import type { StepKind } from '../core/step.ts';

const params = z.strictObject({
  /** Seconds that an election may take before the run counts as failed. */
  timeout: z.number().int().min(1).max(120).default(20),
});

export type VipParams = z.infer<typeof params>;

/**
 * Changes nothing: it makes the run verify that each VIP of the cluster is held by exactly one host and
 * answers on its ports, after each activation and at the end.
 */
export const vipStep: StepKind<VipParams> = {
  kind: 'vip',
  about: 'Verifies that every VIP has exactly one holder and answers.',
  params: params,
  needs: () => [],
  plan: () => [],
};
