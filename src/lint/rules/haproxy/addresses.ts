import { isIP } from 'node:net';
import type { BindModel } from '../../../haproxy/model/types.ts';
import { canonical } from '../../../core/address.ts';
import { addressesOf, type NodeView, type PairView } from '../../view.ts';

/** Whether it listens on every address of the node. */
export function isWildcard({ address }: Pick<BindModel, 'address'>): boolean {
  return address === '*' || canonical(address) === '::';
}

/** Whether what comes in for an address arrives here. `::` takes IPv4 too, unless it says `v6only`. */
export function covers(bind: BindModel, address: string): boolean {
  if (bind.address === '*') return isIP(address) !== 6;
  if (!isWildcard(bind)) return canonical(bind.address) === canonical(address);
  return isIP(address) === 6 || !bind.options.includes('v6only');
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || canonical(host) === '::1';
}

/** What a check by TCP asks: not QUIC, nor a log that comes by UDP. */
export function isStream({ datagram }: BindModel): boolean {
  return !datagram;
}

/** The VIPs that a node's keepalived.conf names. */
export function vipsOf({ keepalived }: NodeView): string[] {
  return [...new Set((keepalived?.model.instances ?? []).flatMap(addressesOf).map(canonical))];
}

/** Those of all nodes. */
export function vipsOfPair({ nodes }: PairView): string[] {
  return [...new Set(nodes.flatMap(vipsOf))];
}

/** Words that haproxy reads from its environment, which no file tells. */
export function isVariable(text: string): boolean {
  return text.includes('$');
}

/** More ports than somebody writes out one by one. */
const FROM_A_RANGE = 16;

/** Without ranges of ports: of those it is not said what is behind each. */
export function singlePorts(binds: readonly BindModel[]): BindModel[] {
  const counts = new Map<string, number>();
  const placeOf = ({ line, column }: BindModel): string => `${line}:${column}`;
  for (const bind of binds) counts.set(placeOf(bind), (counts.get(placeOf(bind)) ?? 0) + 1);
  return binds.filter((bind) => (counts.get(placeOf(bind)) ?? 0) <= FROM_A_RANGE);
}
