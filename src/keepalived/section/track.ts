import * as z from 'zod';
import { port } from '../../core/schema.ts';

/** A blank would begin an argument. */
export const scriptFile = z
  .string()
  .regex(/^(\/[A-Za-z0-9_.@%+-]+)+$/, 'must be the absolute path of a script, without blanks');

export const trackScript = z.strictObject({
  script: scriptFile.optional().describe('The script; default /etc/keepalived/check_NAME.sh.'),
  interval: z
    .int()
    .min(1)
    .max(3600)
    .optional()
    .describe('Seconds between two runs; default 2, in the profile fast 1.'),
  weight: z
    .int()
    .min(-253)
    .max(253)
    .default(0)
    .describe(
      'Added to the priority while the script fails (negative) or succeeds (positive). 0: a failure means FAULT, the fastest takeover.',
    ),
  fall: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Failures in a row that count; default 1, in the profile fast 2.'),
  rise: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Successes in a row that count; default 1, in the profile fast 2.'),
  timeout: z
    .int()
    .min(1)
    .max(3600)
    .optional()
    .describe(
      'Seconds one run may take; default: the interval, at least 5, in the profile fast at least 3. The shipped scripts give their daemon two seconds less.',
    ),
  servers: z
    .boolean()
    .default(false)
    .describe(
      'The shipped check_haproxy.sh also fails while not one server of any backend is up: for a node that has lost its way to them. Needs a weight.',
    ),
  ports: z
    .array(port())
    .default([])
    .describe(
      'The shipped check_haproxy.sh also fails while not one of these ports has a server that is up behind it. Needs a weight.',
    ),
});
