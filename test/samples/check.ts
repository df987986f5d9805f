import { lint } from '../../src/lint/lint.ts';
import { rules } from '../../src/lint/rules.ts';
import type { LintNode } from '../../src/lint/subject.ts';
import { parseHaproxy, printHaproxy } from '../../src/haproxy/config/parse.ts';
import { parseKeepalived, printKeepalived } from '../../src/keepalived/config/parse.ts';
import type { Sample } from './sample.ts';
import type { Product } from './tree.ts';

/** What lint calls an error. */
export interface FoundError {
  rule: string;
  file: string;
  /** Of the file. */
  line: number;
  /** The line itself. */
  text: string;
  message: string;
}

export interface Checked {
  isEqual: boolean;
  /** null: none. */
  crash: string | null;
  /** Of the processor. */
  milliseconds: number;
  errors: FoundError[];
}

const paths = {
  keepalived: '/etc/keepalived/keepalived.conf',
  haproxy: '/etc/haproxy/haproxy.cfg',
};

/** Read, printed, and linted twice: as of the version that it comes with, and of none. */
export function check(sample: Sample, product: Product, version: string): Checked {
  const start = process.cpuUsage();
  const spent = (): number => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  try {
    const isEqual = printed(product, sample.text) === sample.text;
    const errors = [null, version].flatMap((of) => errorsIn(sample, product, of));
    return { isEqual, crash: null, milliseconds: spent(), errors: sample.isPart ? [] : errors };
  } catch (error) {
    return { isEqual: false, crash: String(error), milliseconds: spent(), errors: [] };
  }
}

function printed(product: Product, text: string): string {
  return product === 'keepalived'
    ? printKeepalived(parseKeepalived(text, paths.keepalived))
    : printHaproxy(parseHaproxy(text, paths.haproxy));
}

function errorsIn(sample: Sample, product: Product, version: string | null): FoundError[] {
  const node: LintNode = {
    name: 'a',
    files: [
      { path: paths[product], shown: sample.file, text: sample.text, mode: null, owner: null },
    ],
    isAbsent: () => false,
    versions: { keepalived: null, haproxy: null, [product]: version },
    addresses: [],
    interfaces: null,
  };
  const lines = sample.text.split('\n');
  return lint([{ cluster: null, nodes: [node] }], { rules })
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ id, line, message }) => ({
      rule: id,
      file: sample.file,
      line: sample.line + (line ?? 1) - 1,
      text: line === null ? '' : (lines[line - 1] ?? '').trim(),
      message,
    }));
}
