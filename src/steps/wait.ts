import { isIP } from 'node:net';
import * as z from 'zod';
import type { WaitChange } from '../core/change.ts';
import type { StepKind } from '../core/step.ts';

const params = z
  .strictObject({
    port: z.number().int().min(1).max(65535).optional(),
    address: z
      .string()
      .refine((text) => isIP(text) !== 0, { message: 'must be an IP address' })
      .default('127.0.0.1'),
    command: z.string().min(1).optional(),
    timeout: z.number().int().min(1).max(600).default(30),
  })
  .refine((wait) => (wait.port === undefined) !== (wait.command === undefined), {
    message: 'needs either `port` or `command`',
  });

export type WaitParams = z.infer<typeof params>;

/** Pauses an activation until the node is ready; where nothing changes there is nothing to wait for. */
export const waitStep: StepKind<WaitParams> = {
  kind: 'wait',
  about: 'During an activation, waits on the node for a port or a command to succeed.',
  params: params,

  needs() {
    return [];
  },

  plan(facts, wait) {
    if (facts.pending.paths.length === 0 && facts.pending.packages.length === 0) return [];
    const until: WaitChange['until'] =
      wait.command !== undefined
        ? { command: wait.command }
        : { address: wait.address, port: wait.port as number };
    const what = wait.command ?? `${wait.address} port ${wait.port}`;
    return [{ op: 'wait', until, timeoutSeconds: wait.timeout, title: `wait for ${what}` }];
  },
};
