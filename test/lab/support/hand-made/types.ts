import type { Node } from '../node.ts';

/** A pair as somebody has made it, without hadeploy. */
export interface HandMade {
  /** Of the cluster that it is adopted as. */
  name: string;
  about: string;
  /** The VIPs, and who holds them where all is well. */
  held: Record<string, Node>;
  /** On a node, by path. */
  files(node: Node): Record<string, HandMadeFile>;
}

export interface HandMadeFile {
  text: string;
  /** Default: 644, as an editor of root leaves it. */
  mode?: string;
}
