import type { Breach } from '../core/breach.ts';
import type { VrrpNode, VrrpSection } from './section.ts';

export interface VrrpInput {
  vrrp: VrrpSection;
  /** The hosts that run keepalived. */
  nodes: readonly VrrpNode[];
}

export type VrrpRule = (input: VrrpInput) => Breach[];
