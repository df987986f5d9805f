import { isIP } from 'node:net';
import * as z from 'zod';
import { ipAddress } from '../../core/schema.ts';

/** IFNAMSIZ is 16 with the final NUL; the kernel allows more signs, no distribution uses them. */
export const interfaceName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}$/,
    'must be the name of a network interface, at most 15 signs',
  );

export const vipText = z.string().refine(
  (text) => {
    const [address = '', prefix, rest] = text.split('/');
    const family = ipAddress.safeParse(address).success ? isIP(address) : 0;
    if (family === 0 || rest !== undefined) return false;
    if (prefix === undefined) return true;
    return (
      /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (family === 4 ? 32 : 128)
    );
  },
  { error: 'must be an IPv4 or IPv6 address, with or without /PREFIX' },
);

const vipMapping = z.strictObject({
  address: vipText.describe('ADDRESS or ADDRESS/PREFIX; default prefix /32 or /128.'),
  interface: interfaceName
    .optional()
    .describe('Where the address is not on the interface of the instance.'),
  label: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}$/,
      'must be a label of at most 15 signs, like eth0:1',
    )
    .optional()
    .describe('How `ip address` and ifconfig call it, like eth0:1; IPv4 only.'),
});

export const vipList = z
  .array(z.union([vipText, vipMapping]))
  .min(1)
  .describe('Several virtual addresses that move together: ADDRESS/PREFIX, or a mapping.');

/** What an instance says of its addresses, in one of two ways. */
interface WithVips {
  vip?: string | undefined;
  vips?: z.output<typeof vipList> | undefined;
}

export interface SectionVip {
  address: string;
  prefixLength: number;
  /** null: that of the instance. */
  interface: string | null;
  label: string | null;
  /** Where it stands below its instance. */
  path: (string | number)[];
}

/** In the order of the inventory: the family of the first is that of the instance. */
export function vipsOf(instance: WithVips): SectionVip[] {
  const single = instance.vip === undefined ? [] : [vipOf({ address: instance.vip }, ['vip'])];
  const listed = (instance.vips ?? []).map((one, index) =>
    typeof one === 'string'
      ? vipOf({ address: one }, ['vips', index])
      : vipOf(one, ['vips', index, 'address']),
  );
  return [...single, ...listed];
}

function vipOf(
  of: Exclude<z.output<typeof vipList>[number], string>,
  path: SectionVip['path'],
): SectionVip {
  const [address = '', prefix] = of.address.split('/');
  return {
    address,
    prefixLength: prefix === undefined ? (isIP(address) === 6 ? 128 : 32) : Number(prefix),
    interface: of.interface ?? null,
    label: of.label ?? null,
    path,
  };
}

/** An advertisement carries one family: of an instance that of its first VIP, 4 or 6. */
export function familyOf(instance: WithVips): number {
  return isIP(vipsOf(instance)[0]?.address ?? '');
}
