import type { Place } from '../../../core/place.ts';
import { all } from '../../../keepalived/config/find.ts';
import type { Token } from '../../../keepalived/config/token.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { ReadFile } from '../../subject.ts';
import type { NodeView } from '../../view.ts';
import { linesOf, rawFilesOf } from './raw.ts';
import { unreadIncludes } from './unread-includes.ts';

export const fileIsRead: NodeRule = {
  id: 'VRRP062',
  severity: 'error',
  scope: 'node',
  title: 'keepalived reads what the file seems to say',
  why:
    'A file that has lost its line ends is one comment, blanks and quotes of a word processor are parts of words, and an ' +
    'empty file is valid: keepalived -t says nothing, and the VIP is on no node.',
  fix: 'write the file anew in a plain text editor, one statement on each line',
  source: 'measured; keepalived, lib/parser.c',
  check: (node) => [
    ...withoutInstances(node),
    ...unreadIncludes(node),
    ...rawFilesOf(node).flatMap((raw) => [
      ...swallowed(raw, node),
      ...foreignSigns(raw, node),
      ...windowsLines(raw, node),
    ]),
  ],
};

/** A file may be for LVS alone, or include what nobody gave us. */
function withoutInstances(node: NodeView): Observation[] {
  const { keepalived } = node;
  if (keepalived === null || keepalived.model.instances.length > 0) return [];
  const isForLvs = all(keepalived.statements, 'virtual_server').length > 0;
  if (isForLvs || !keepalived.isWhole) return [];
  const conditional = keepalived.files[0]?.file.statements.find(
    ({ keyword, condition }) => keyword === 'vrrp_instance' && condition !== null,
  );
  if (conditional !== undefined) {
    return [
      {
        at: conditional,
        message: `every vrrp_instance is for another host than ${node.node.hostname ?? node.name}`,
        fix: 'the name after @ is the part of the host name before the first dot',
        severity: 'warning',
      },
    ];
  }
  return [
    {
      at: startOf(keepalived.source.shown),
      message: `keepalived.conf of ${node.name} has no vrrp_instance: keepalived would hold no VIP`,
    },
  ];
}

function startOf(file: string): Place {
  return { line: 1, column: 1, file };
}

/** Statements of a file whose line ends were lost, after the first `#` or `!`. */
function swallowed(raw: ReadFile, node: NodeView): Observation[] {
  return raw.file.tokens.flatMap((comment) => {
    if (comment.kind !== 'comment' || comment.column + comment.raw.length <= 200) return [];
    const keyword = BLOCKS.find((one) => comment.raw.includes(one));
    if (keyword === undefined || !comment.raw.includes('{')) return [];
    return [
      {
        at: comment,
        message: `everything after ${comment.raw.charAt(0)} is a comment on ${node.name}, also ${keyword}: the line ends are lost`,
      },
    ];
  });
}

const BLOCKS = ['vrrp_instance', 'virtual_ipaddress', 'authentication', 'track_script'];

/** Blanks, dashes and quotes of word processors, full-width letters, marks that nobody sees. */
const FOREIGN =
  /[\u00a0\u1680\u2000-\u200f\u2013\u2014\u2018\u2019\u201c\u201d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\uff01-\uff5e]/;

/** The first of a file, and how many lines more. */
function foreignSigns(raw: ReadFile, node: NodeView): Observation[] {
  if (!FOREIGN.test(raw.text)) return [];
  const found = linesOf(raw).flatMap((line) => line.find(isForeign) ?? []);
  const [first] = found;
  const index = first?.raw.search(FOREIGN) ?? 0;
  if (first === undefined) return [];
  const code = first.raw.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0');
  const more = found.length > 1 ? `, and in ${found.length - 1} more lines` : '';
  return [
    {
      at: { line: first.line, column: first.column + index, file: raw.path },
      message: `sign U+${code} is part of a word on ${node.name}${more}: it looks like a blank or a plain sign and is none`,
    },
  ];
}

function isForeign({ kind, raw }: Token): boolean {
  return kind !== 'comment' && !raw.startsWith('"') && FOREIGN.test(raw);
}

/** Of other versions than today's it is not known that they take them. */
function windowsLines(raw: ReadFile, node: NodeView): Observation[] {
  if (!raw.text.includes('\r\n')) return [];
  const line = raw.text.slice(0, raw.text.indexOf('\r\n')).split('\n').length;
  return [
    {
      at: { line, column: 1, file: raw.path },
      message: `${raw.path} on ${node.name} has line ends of Windows`,
      fix: 'sed -i "s/\\r$//" FILE',
      severity: 'warning',
    },
  ];
}
