import { dirname } from 'node:path/posix';
import { knownSpans, replaceSpans } from '../../../core/mask.ts';
import type { PairRule, Observation } from '../../rule.ts';
import { HAPROXY_CFG, type NodeView } from '../../view.ts';
import { vipsOfPair } from './addresses.ts';
import { readableLines, type ReadableLine } from './readable-lines.ts';

export const haproxyIsTheSameOnPair: PairRule = {
  id: 'HAP020',
  severity: 'warning',
  scope: 'pair',
  title: 'both nodes have the same haproxy.cfg, and the same files beside it',
  why:
    'What differs shows only after the failover: a server that only one node knows, another timeout, an old ' +
    'certificate. No daemon sees the other node.',
  fix: 'make them equal, from one source',
  source: 'seen in field write-ups',
  check: (pair) => {
    const vips = new Set(vipsOfPair(pair));
    const [first, ...others] = pair.nodes.filter(({ haproxy }) => haproxy !== null);
    return others.flatMap((other) =>
      first === undefined ? [] : [...configs(first, other, vips), ...besides(first, other)],
    );
  },
};

function configs(first: NodeView, other: NodeView, vips: ReadonlySet<string>): Observation[] {
  if (first.haproxy?.source.text === other.haproxy?.source.text) return [];
  const theirs = readableLines(first, vips);
  const own = readableLines(other, vips);
  const at = own.findIndex((line, index) => !areEqual(line, theirs[index]));
  const index = at === -1 ? own.length : at;
  const mine = own[index];
  const his = theirs[index];
  if (mine === undefined && his === undefined) return [];
  return [
    {
      at: mine?.at ?? his?.at ?? null,
      node: (mine ? other : first).name,
      message: `haproxy.cfg is not the same: ${said(other, mine)}, ${said(first, his)}`,
    },
  ];
}

/** Equal, as a list of both nodes is, or different only in addresses that may be the nodes' own. */
function areEqual(one: ReadableLine, other: ReadableLine | undefined): boolean {
  if (other === undefined) return false;
  return (
    one.text === other.text ||
    one.shown === other.shown ||
    (one.loose !== null && one.loose === other.loose)
  );
}

function said(node: NodeView, line: ReadableLine | undefined): string {
  return line === undefined
    ? `${node.name} ends there`
    : `${node.name} has "${withoutPasswords(line.shown)}" (line ${line.at.line})`;
}

/** Before it is part of a sentence, in which nobody could tell where a password ends. */
function withoutPasswords(line: string): string {
  return replaceSpans(line, knownSpans(line));
}

/** Certificates, maps, error pages: whatever lies below /etc/haproxy. */
function besides(first: NodeView, other: NodeView): Observation[] {
  const below = ({ path }: { path: string }) =>
    path.startsWith(`${dirname(HAPROXY_CFG)}/`) && path !== HAPROXY_CFG;
  return [first, other].flatMap((node) => {
    const against = node === first ? other : first;
    return node.node.files.filter(below).flatMap((file) => {
      const twin = against.node.files.find(({ path }) => path === file.path);
      const differs = twin !== undefined && node === other && twin.text !== file.text;
      const isMissing = twin === undefined && against.node.isAbsent(file.path);
      if (!differs && !isMissing) return [];
      return [
        {
          at: { line: 1, column: 1, file: file.shown },
          node: node.name,
          message: differs
            ? `${file.path} is not the same on ${first.name} and ${other.name}`
            : `${file.path} is on ${node.name} only`,
        },
      ];
    });
  });
}
