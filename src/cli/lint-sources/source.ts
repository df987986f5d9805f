import type { Secret } from '../../core/secret.ts';
import type { Subject } from '../../lint/subject.ts';
import type { Suppression } from '../../lint/suppress.ts';

export interface Versions {
  keepalived: string | null;
  haproxy: string | null;
}

/** The nodes of one cluster, wherever they were read. */
export interface LintSource {
  subject: Subject;
  /** False: it is known for the rules across clusters only. */
  told: boolean;
  /** Exceptions that stand in its inventory. */
  allow: Suppression[];
  /** Files that findings may point at, besides those of the nodes. */
  texts: { shown: string; text: string }[];
  /** Of its inventory, those that were read. */
  secrets: Secret[];
}
