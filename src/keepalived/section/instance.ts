import * as z from 'zod';
import { ipAddress, name, secret } from '../../core/schema.ts';
import { interfaceName, vipList, vipText } from './address.ts';
import { scriptFile } from './track.ts';

/** 255 is "the owner of the address" (RFC 3768, 5.3.4): it never yields, so no check could ever move the VIP. */
export const priority = z
  .int()
  .refine((value) => value !== 255, {
    error: '255 is reserved for the owner of an address and never yields\nuse 1 to 254',
    abort: true,
  })
  .min(1)
  .max(254);

/** keepalived 2.x cuts at 8 bytes and, unquoted, at `#` and `!`: what differs after the cut is a split brain. */
const authPass = secret((value) => {
  if (Buffer.byteLength(value) > 8) {
    return 'is longer than 8 bytes: VRRP carries 8, and keepalived cuts the rest off';
  }
  return /^[\x21-\x7e]+$/.test(value) ? null : 'must hold printable ASCII only, no blanks';
});

export const instance = z
  .strictObject({
    vrid: z
      .int()
      .min(1)
      .max(255)
      .describe('Virtual router id: unique in the layer-2 segment, same on all nodes.'),
    vip: vipText
      .optional()
      .describe('The virtual address, with or without prefix; default prefix /32 or /128.'),
    vips: vipList.optional(),
    auth_pass: authPass
      .optional()
      .describe('`!secret NAME`; at most 8 characters, VRRP version 2 only.'),
    interface: interfaceName.optional().describe('Where it differs from `vrrp.interface`.'),
    addresses: z
      .record(name('a host'), ipAddress)
      .optional()
      .describe(
        "The hosts' own addresses where VRRP runs in another network than ssh: one for each host.",
      ),
    priorities: z
      .record(name('a host'), priority)
      .optional()
      .describe("Priorities by host, where they differ from the hosts' own (active/active)."),
    preempt: z
      .boolean()
      .default(true)
      .describe('Whether a node of higher priority takes the VIP back when it returns.'),
    preempt_delay: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Seconds that it waits before it takes the VIP back; default none.'),
    notify: scriptFile
      .optional()
      .describe(
        'A script of your own that keepalived calls at every change of state, in place of the one of `alerts`.',
      ),
  })
  .superRefine(({ vip, vips }, context) => {
    if ((vip === undefined) !== (vips === undefined)) return;
    context.addIssue({
      code: 'custom',
      message:
        vip === undefined
          ? 'has no address\nwrite `vip: ADDRESS/PREFIX`, or several as a list: `vips: [ADDRESS/PREFIX, …]`'
          : 'has both `vip` and `vips`\nwrite all addresses into `vips`',
    });
  });
