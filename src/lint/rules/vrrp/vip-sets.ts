import type { Vip } from '../../../keepalived/model/types.ts';
import { canonical } from '../../../core/address.ts';
import type { Declared } from './declared.ts';

/** The advertised VIPs of one that another does not have. */
export function missingIn({ instance }: Declared, other: Declared): Vip[] {
  const theirs = new Set(other.instance.vips.map(({ address }) => canonical(address)));
  return instance.vips.filter(({ address }) => !theirs.has(canonical(address)));
}

/** How many addresses an advertisement has: keepalived drops doubles. */
export function countOf({ instance }: Declared): number {
  return new Set(instance.vips.map(({ address }) => canonical(address))).size;
}

export function namesOf(vips: readonly Vip[]): string {
  return vips.map(({ address }) => address).join(', ');
}
