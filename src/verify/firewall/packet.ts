import { isIP } from 'node:net';
import { addressNumber } from '../../core/address.ts';

/** A VRRP advertisement as a packet filter sees it. */
export interface VrrpPacket {
  direction: 'in' | 'out';
  interface: string;
  family: 4 | 6;
  source: string;
  destination: string;
}

/** VRRP's number in the header of IP (RFC 5798, 5.1.1.4). */
export const VRRP_PROTOCOL = 112;

/** What a packet filter does with it: `blocked` by the rule or policy that `by` names. */
export type Verdict = { blocked: false } | { blocked: true; by: string };

/** Whether an address is in "192.0.2.0/24", or is "192.0.2.1". Of other words: only equality. */
export function isWithin(address: string, range: string): boolean {
  const [base = '', prefix] = range.split('/');
  const [own, other] = [addressNumber(address), addressNumber(base)];
  if (own === null || other === null) return address === base;
  if (isIP(address) !== isIP(base)) return false;
  const width = isIP(base) === 6 ? 128 : 32;
  const bits = Number(prefix ?? width);
  // A mask with dots, as iptables writes one that is no prefix.
  if (!Number.isInteger(bits)) return isMasked(own, other, addressNumber(prefix ?? ''));
  const behind = BigInt(Math.max(width - bits, 0));
  return own >> behind === other >> behind;
}

function isMasked(own: bigint, other: bigint, mask: bigint | null): boolean {
  return mask !== null && (own & mask) === (other & mask);
}

/**
 * A chain of ufw that drops what is neither for this host nor multicast, as VRRP always is. It asks by a match of iptables,
 * of which nft tells the name only.
 */
export function asksWhetherLocal(chain: string): boolean {
  return chain === 'ufw-not-local';
}
