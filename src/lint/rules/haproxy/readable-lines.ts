import { placeOf, type Place } from '../../../core/place.ts';
import type { Section, Statement } from '../../../haproxy/config/sections.ts';
import type { NodeView } from '../../view.ts';
import { canonical } from '../../../core/address.ts';

/** A line without its comment and blanks. */
export interface ReadableLine {
  at: Place;
  /** As it is written. */
  shown: string;
  /** With the node's own addresses and names replaced, which may differ. */
  text: string;
  /** Without the addresses that may be further ones of the node; null: it must be equal. */
  loose: string | null;
}

/** Lines that say who a node is. */
const ofTheNode = new Set(['bind', 'source', 'stats']);
const address = /\[[0-9A-Fa-f:]{2,39}\]|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b/g;

/** What haproxy reads of a node's haproxy.cfg, for comparison with another node's. */
export function readableLines(node: NodeView, vips: ReadonlySet<string>): ReadableLine[] {
  const { sections = [], outside = [] } = node.haproxy?.file ?? {};
  const withoutOwn = ownIn(node);
  const lines = [
    ...outside.map(lineOf),
    ...sections.flatMap((section) => [sectionLine(section), ...section.statements.map(lineOf)]),
  ];
  return lines.map(({ at, keyword, words }) => ({
    at,
    shown: words.join(' '),
    text: words.map(withoutOwn).join(' '),
    loose: looseOf(keyword, words, vips),
  }));
}

function looseOf(keyword: string, words: string[], vips: ReadonlySet<string>): string | null {
  if (['node', 'description', 'localpeer'].includes(keyword)) return keyword;
  if (!ofTheNode.has(keyword)) return null;
  return words
    .join(' ')
    .replaceAll(address, (found) => (vips.has(plain(found)) ? found : '<address>'));
}

function plain(found: string): string {
  return canonical(found.replace(/^\[(.*)\]$/, '$1'));
}

function sectionLine({ kind, words, ...at }: Section) {
  return { at: placeOf(at), keyword: kind, words: [kind, ...words.map(({ text }) => text)] };
}

function lineOf({ keyword, prefix, words, ...at }: Statement) {
  const said = [...(prefix === null ? [] : [prefix]), keyword, ...words.map(({ text }) => text)];
  return { at: placeOf(at), keyword, words: said };
}

/** Replaces a node's addresses and names in a word. */
function ownIn({ name, node }: NodeView): (word: string) => string {
  const addresses = new Set(node.addresses.map(canonical));
  const names = [name, node.hostname ?? name];
  return (word) =>
    word
      .replaceAll(address, (found) => (addresses.has(plain(found)) ? '<own>' : found))
      .replaceAll(/[A-Za-z0-9_-]+/g, (found) => (names.includes(found) ? '<name>' : found));
}
