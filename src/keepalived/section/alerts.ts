import * as z from 'zod';
import { oneOrMore } from '../../core/schema.ts';

/** It goes into the header of a mail: one address, nothing that could end the line or add another. */
const mailAddress = z
  .string()
  .max(254)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/,
    'must be a mail address like ops@example.com',
  );

export const alerts = z
  .strictObject({
    to: oneOrMore(mailAddress, 'a mail address').describe('Who is told.'),
    from: mailAddress
      .optional()
      .describe('Who the mail is from; default what the mail program takes, root of the node.'),
    program: z
      .string()
      .regex(/^(\/[A-Za-z0-9_.@%+-]+)+$/, 'must be the absolute path of a program, without blanks')
      .default('/usr/sbin/sendmail')
      .describe('Called as sendmail is: -t -oi, the mail with its header on stdin.'),
  })
  .describe('A mail and a line in the log for every change of state of an instance.');
