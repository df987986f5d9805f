import type { KeepalivedFile } from '../keepalived/config/parse.ts';
import type { SyntaxProblem } from '../keepalived/config/token.ts';
import type { Statement } from '../keepalived/config/tree.ts';

/** A file of a node. */
export interface SourceFile {
  /** On the node, absolute. */
  path: string;
  /** What findings call it: where the user can open it. */
  shown: string;
  text: string;
  /** Permission bits; null: not known. */
  mode: number | null;
  /** "root:root"; null: not known. */
  owner: string | null;
  /** What its own shell says of a script that it cannot read; null: nothing; absent: not asked. */
  syntaxError?: { line: number | null; message: string } | null;
}

export interface Interface {
  name: string;
  addresses: { address: string; prefixLength: number }[];
}

/** A file of keepalived as it is written. */
export interface ReadFile {
  /** What findings call it. */
  path: string;
  text: string;
  file: KeepalivedFile;
}

/** A keepalived.conf as its host reads it: conditions, definitions and includes worked in. */
export interface KeepalivedText {
  /** Every file that it stands in, the main one first. */
  files: ReadFile[];
  statements: Statement[];
  problems: SyntaxProblem[];
  /** The patterns that its includes ask for, absolute. */
  includes: string[];
  /** Whether each of them found a file: else what seems to be missing may stand in one that nobody gave us. */
  isWhole: boolean;
}

/** What is known of one node before anything is judged. */
export interface LintNode {
  name: string;
  /** For `@NAME` lines of keepalived.conf; default: `name`. */
  hostname?: string;
  files: SourceFile[];
  /** Its keepalived.conf, where somebody has read it with just these files: reading is most of the work. */
  keepalivedText?: KeepalivedText;
  /** No file has a run bit: what copied them here may have lost it, so it may be there on the node. */
  mayHaveLostRunBits?: boolean;
  /** Whether a file that is not in `files` is certainly not on the node. */
  isAbsent(path: string): boolean;
  /** As `keepalived -v` or the package manager says it; null: not known. */
  versions: { keepalived: string | null; haproxy: string | null };
  /** Addresses that are certainly its own; there may be more. */
  addresses: string[];
  /** All of them; null: not known. */
  interfaces: Interface[] | null;
}

/** What is linted: the nodes of one cluster, or the one of a single file. */
export interface Subject {
  /** null: directories that belong to no inventory. */
  cluster: string | null;
  nodes: LintNode[];
}
