import type { CheckResult } from '../../core/failure.ts';
import { finding } from '../finding.ts';
import { readMentionedFiles } from '../mentioned-files.ts';
import { HAPROXY_CFG } from '../needs.ts';
import { said, type Check, type NodeView } from '../view.ts';

/** After a takeover clients must meet the same service: haproxy.cfg and the files it names are equal on all nodes. */
export const haproxySame: Check = {
  id: 'haproxy-same',
  needs: ['configs', 'mentioned-files'],
  check({ nodes }) {
    const [first, ...others] = nodes.filter(({ config }) => config.haproxy !== null);
    return first === undefined ? [] : others.map((other) => compare(first, other));
  },
};

function compare(one: NodeView, other: NodeView): CheckResult {
  const left = linesOf(one);
  const right = linesOf(other);
  const at = left.findIndex((line, index) => !same(line, right[index]));
  const differs = at >= 0 ? at : left.length < right.length ? left.length : -1;
  const files = differingFiles(one, other);
  const names = `${one.host.name} and ${other.host.name}`;
  return finding({
    id: 'haproxy-same',
    title: `haproxy.cfg is the same on ${names}`,
    problems: [
      ...(differs < 0 ? [] : [`${where(one, left[differs])}, ${where(other, right[differs])}`]),
      ...files,
    ],
    detail: `${left.length} lines and ${mentioned(one).size} files that they name`,
    advice: `bring both to the same state: hadeploy apply; to see all of it: diff of ${HAPROXY_CFG}`,
  });
}

interface Line {
  number: number;
  /** Without comment and with single blanks. */
  text: string;
  /** The same, with what belongs to this one node (its addresses, its name) left open. */
  open: string;
}

/** A listener on a node's own address may differ between the nodes; nothing else. */
function linesOf({ facts, config, host }: NodeView): Line[] {
  const own = [
    ...facts.addresses.map(({ address }) => address).filter((address) => address !== '127.0.0.1'),
    facts.system.hostname,
    host.name,
  ];
  return (config.haproxy ?? '').split('\n').flatMap((line, index) => {
    const text = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .replaceAll(/\s+/g, ' ');
    if (text === '') return [];
    const open = own.reduce((rest, word) => rest.split(word).join('<own>'), text);
    return [{ number: index + 1, text, open }];
  });
}

function same(left: Line, right: Line | undefined): boolean {
  return right !== undefined && (left.text === right.text || left.open === right.open);
}

/** Which word it is, not the whole line: it may hold a password. */
function where({ host }: NodeView, line: Line | undefined): string {
  if (line === undefined) return `${host.name}: nothing there`;
  const secret = /password|\bauth\b|\buser\b/.test(line.text);
  const shown = secret ? `${line.text.split(' ').slice(0, 2).join(' ')} …` : line.text;
  return `${host.name} line ${line.number}: \`${shown}\``;
}

function mentioned({ facts }: NodeView): Map<string, string> {
  return new Map(
    readMentionedFiles(said(facts, 'mentioned-files')).map(({ path, sha256 }) => [path, sha256]),
  );
}

function differingFiles(one: NodeView, other: NodeView): string[] {
  const left = mentioned(one);
  const right = mentioned(other);
  return [...new Set([...left.keys(), ...right.keys()])].sort().flatMap((path) => {
    if (left.get(path) === right.get(path)) return [];
    if (!left.has(path)) return [`${path} is not on ${one.host.name}`];
    if (!right.has(path)) return [`${path} is not on ${other.host.name}`];
    return [`${path} differs`];
  });
}
