import type { Breach } from '../../core/breach.ts';
import type { VrrpNode, VrrpSection } from '../section.ts';
import { endpointIn, type LvsSection, type VirtualServer } from './section.ts';

export interface LvsInput {
  lvs: LvsSection;
  /** null: the inventory has none. */
  vrrp: VrrpSection | null;
  /** The directors. */
  nodes: readonly VrrpNode[];
}

export type LvsRule = (input: LvsInput) => Breach[];

export function services({
  lvs,
}: LvsInput): { name: string; service: VirtualServer; path: string[] }[] {
  return Object.entries(lvs.virtual_servers).map(([name, service]) => ({
    name,
    service,
    path: ['lvs', 'virtual_servers', name],
  }));
}

/** Real servers and the sorry server, each with where it stands. */
export function targets({ servers, sorry_server }: VirtualServer) {
  return [
    ...Object.entries(servers).map(([name, { address }]) => ({
      ...endpointIn(address),
      path: ['servers', name, 'address'],
    })),
    ...(sorry_server === undefined
      ? []
      : [{ ...endpointIn(sorry_server), path: ['sorry_server'] }]),
  ];
}
