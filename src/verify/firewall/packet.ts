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

/** Whether an IPv4 address is in "192.0.2.0/24", or is "192.0.2.1". Of other words and IPv6: only equality. */
export function isWithin(address: string, range: string): boolean {
  const [base = '', prefix] = range.split('/');
  const [own, other] = [numberOf(address), numberOf(base)];
  if (own === null || other === null) return address === base;
  const bits = prefix === undefined ? 32 : Number(prefix);
  if (bits === 0) return true;
  const size = 2 ** (32 - bits);
  return Math.floor(own / size) === Math.floor(other / size);
}

function numberOf(address: string): number | null {
  const octets = address.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet))) return null;
  return octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
