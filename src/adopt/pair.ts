import type { HaproxyFile } from '../haproxy/config/parse.ts';
import type { HaproxyModel } from '../haproxy/model/types.ts';
import type { Statement } from '../keepalived/config/tree.ts';
import type { NodeModel } from '../keepalived/model/types.ts';

/** A file as it is on a node. */
export interface AdoptedFile {
  /** Absolute. */
  path: string;
  text: string;
  /** "0640" */
  mode: string;
  owner: string;
  group: string;
}

/** One node of the pair that is taken over. */
export interface AdoptedNode {
  /** In the inventory. */
  name: string;
  address: string;
  /** What its `connection:` says. */
  connection: Record<string, unknown>;
  keepalived: {
    file: AdoptedFile;
    /** As this node reads it. */
    statements: readonly Statement[];
    model: NodeModel;
  };
  /** null: the node has no haproxy.cfg. */
  haproxy: { file: AdoptedFile; parsed: HaproxyFile; model: HaproxyModel } | null;
  /** What keepalived.conf names: includes and scripts. */
  others: AdoptedFile[];
}

export type AdoptedPair = readonly [AdoptedNode, AdoptedNode];

/** YAML of an inventory before it is text. */
export type Section = Record<string, unknown>;
