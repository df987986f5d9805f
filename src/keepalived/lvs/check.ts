import * as z from 'zod';
import { port } from '../../core/schema.ts';
import { scriptFile } from '../section/track.ts';

const kinds = ['tcp', 'http', 'ssl', 'misc', 'none'] as const;

/** keepalived asks five seconds for a connection, and every sixty seconds: ours find a dead server within a few. */
const seconds = (most: number) => z.int().min(1).max(most);

const path = z
  .string()
  .regex(/^\/[\x21-\x7e]*$/, 'must be a path that begins with / and has no blanks');

/** Which kinds know a key; what stands in none of them goes with every kind but `none`. */
const belongsTo: Record<string, readonly string[]> = {
  connect_timeout: ['tcp', 'http', 'ssl'],
  path: ['http', 'ssl'],
  status: ['http', 'ssl'],
  host: ['http', 'ssl'],
  script: ['misc'],
  timeout: ['misc'],
  ports: ['misc'],
};

export const serverCheck = z
  .strictObject({
    kind: z
      .enum(kinds)
      .default('tcp')
      .describe(
        'tcp: a connection; http, ssl: GET of `path` gives `status`; misc: `script` ends with 0; none: always up.',
      ),
    connect_timeout: seconds(60).optional().describe('Seconds for a connection; default 3.'),
    retry: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe('Further tries before it counts; default 1.'),
    delay_before_retry: seconds(600).optional().describe('Seconds between tries; default 1.'),
    path: path.optional().describe('What to ask for; default /.'),
    status: z.int().min(100).max(599).optional().describe('Status that is right; default 200.'),
    host: z
      .string()
      .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'must be a host name')
      .optional()
      .describe('Host header; default the address of the server.'),
    script: scriptFile
      .optional()
      .describe('Run on the director, with the address and the port of the server as arguments.'),
    timeout: seconds(600).optional().describe('Seconds that the script may take; default 3.'),
    ports: z
      .array(port())
      .optional()
      .describe('Further ports of the server, as further arguments of the script.'),
  })
  .superRefine((check, context) => {
    const { kind, script, ...rest } = check;
    for (const key of Object.keys({ ...rest, ...(script !== undefined && { script }) })) {
      if (kind !== 'none' && (belongsTo[key] ?? kinds).includes(kind)) continue;
      const right = belongsTo[key]?.join(', ') ?? 'any kind but none';
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `has no meaning in a check of kind ${kind}\nit belongs to ${right}`,
      });
    }
    if (kind === 'misc' && script === undefined) {
      context.addIssue({
        code: 'custom',
        message: 'a check of kind misc has no script\nwrite `script: /etc/keepalived/NAME.sh`',
      });
    }
  })
  .describe('How keepalived finds out whether a real server works.');

export type ServerCheck = z.output<typeof serverCheck>;
