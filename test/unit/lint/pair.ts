import { lint } from '../../../src/lint/lint.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import type { LintNode, SourceFile, Subject } from '../../../src/lint/subject.ts';
import { HAPROXY_CFG, KEEPALIVED_CONF } from '../../../src/lint/view.ts';

type GivenFile = Pick<SourceFile, 'text'> & {
  mode?: number;
  owner?: string;
  syntaxError?: NonNullable<SourceFile['syntaxError']> | null;
};

/** What a test says of a node; all else is not known. */
export interface Given extends Partial<Omit<LintNode, 'name' | 'files' | 'versions' | 'isAbsent'>> {
  keepalived?: string;
  haproxy?: string;
  /** By their path on the node. */
  files?: Record<string, string | GivenFile>;
  /** Paths that are certainly not there. */
  absent?: string[];
  versions?: { keepalived?: string; haproxy?: string };
}

export function nodeOf(name: string, given: Given): LintNode {
  const { keepalived, haproxy, files = {}, absent = [], versions = {}, ...known } = given;
  const texts = {
    ...(keepalived !== undefined && { [KEEPALIVED_CONF]: keepalived }),
    ...(haproxy !== undefined && { [HAPROXY_CFG]: haproxy }),
    ...files,
  };
  return {
    name,
    files: Object.entries(texts).map(([path, file]): SourceFile => {
      const told = typeof file === 'string' ? { text: file } : file;
      return { path, shown: `${name}${path}`, mode: null, owner: null, ...told };
    }),
    isAbsent: (path) => absent.includes(path),
    versions: { keepalived: versions.keepalived ?? null, haproxy: versions.haproxy ?? null },
    addresses: [],
    interfaces: null,
    ...known,
  };
}

export function subjectOf(nodes: Record<string, Given>, cluster: string | null = null): Subject {
  return { cluster, nodes: Object.entries(nodes).map(([name, given]) => nodeOf(name, given)) };
}

/** What one rule says of these nodes. */
export function findingsOf(rule: Rule, nodes: Record<string, Given>): Finding[] {
  return lint([subjectOf(nodes)], { rules: [rule] }).findings;
}

/** A keepalived.conf that every rule finds good, with something else in place of some of it. */
export function instance(body: string, name = 'VI_1'): string {
  return `vrrp_instance ${name} {\n${body}\n}\n`;
}
