import { isIP } from 'node:net';
import { canonical } from '../core/address.ts';
import { all, argument, inside } from '../keepalived/config/find.ts';
import type { InstanceModel, Vip } from '../keepalived/model/types.ts';
import { interfaceName } from '../keepalived/section/address.ts';
import type { AdoptedNode, Section } from './pair.ts';

/** A virtual address that the inventory can say. */
export interface FoundVip {
  address: string;
  prefixLength: number;
  /** null: that of its instance. */
  interface: string | null;
  label: string | null;
}

export interface FoundVips {
  /** An advertised one first: its family is that of the instance. */
  vips: FoundVip[];
  /** Those that it cannot say; `why` goes on after "it". */
  unsaid: { address: string; why: string }[];
}

/** Of an address that the inventory can hold by itself: what speaks against it beside all others; null: nothing. */
export type Collides = (address: string) => string | null;

/** The addresses of an instance, as far as an inventory has words for them. Pure. */
export function vipsFor(node: AdoptedNode, of: InstanceModel, collides: Collides): FoundVips {
  const found: FoundVips = { vips: [], unsaid: [] };
  const family = isIP(of.vips[0]?.address ?? '');
  const labels = labelsIn(node, of.name);
  const seen = new Set<string>();
  for (const vip of [...of.vips, ...of.excludedVips]) {
    const { address } = vip;
    if (seen.has(canonical(address))) continue;
    seen.add(canonical(address));
    const isIgnored = of.vips.includes(vip) && isIP(address) !== family;
    const why = isIgnored
      ? 'is not of the family of the first one, and keepalived ignores it'
      : (unsayable(vip) ?? collides(address));
    if (why === null) found.vips.push(foundVip(vip, of.interface, labels.get(address)));
    else found.unsaid.push({ address, why });
  }
  return found;
}

/** What the inventory says of them, below the instance. */
export function vipsSection(vips: readonly FoundVip[]): Section {
  const written = vips.map((vip) =>
    vip.interface === null && vip.label === null
      ? addressOf(vip)
      : {
          address: addressOf(vip),
          ...(vip.interface !== null && { interface: vip.interface }),
          ...(vip.label !== null && { label: vip.label }),
        },
  );
  const [only] = written;
  return written.length === 1 && typeof only === 'string' ? { vip: only } : { vips: written };
}

function unsayable({ address, prefixLength, dev }: Vip): string | null {
  const fits =
    Number.isInteger(prefixLength) && prefixLength >= 1 && prefixLength <= bitsOf(address);
  if (!fits || address.includes('%')) return 'is no address with a prefix';
  if (dev !== null && !interfaceName.safeParse(dev).success) {
    return 'is on an interface of a name that an inventory does not take';
  }
  return null;
}

function foundVip(
  { address, prefixLength, dev }: Vip,
  link: string | null,
  label: string | undefined,
): FoundVip {
  // The inventory takes labels by which ip(8) finds an address; any other is but a name.
  const fits =
    label !== undefined &&
    isIP(address) === 4 &&
    label.startsWith(`${dev ?? link}:`) &&
    interfaceName.safeParse(label).success;
  return {
    address,
    prefixLength,
    interface: dev === link ? null : dev,
    label: fits ? label : null,
  };
}

/** By address; the first of a name is the instance that counts here. */
function labelsIn({ keepalived }: AdoptedNode, name: string): Map<string, string> {
  const block = all(keepalived.statements, 'vrrp_instance').find((one) => argument(one) === name);
  const lines = all(inside(block), 'virtual_ipaddress', 'virtual_ipaddress_excluded');
  return new Map(
    lines.flatMap(inside).flatMap(({ keyword, words }): [string, string][] => {
      const texts = words.map(({ text }) => text);
      const label = texts[texts.indexOf('label') + 1];
      const [address = ''] = keyword.split('/');
      return texts.includes('label') && label !== undefined ? [[address, label]] : [];
    }),
  );
}

function addressOf({ address, prefixLength }: FoundVip): string {
  return prefixLength === bitsOf(address) ? address : `${address}/${prefixLength}`;
}

function bitsOf(address: string): number {
  return isIP(address) === 6 ? 128 : 32;
}
