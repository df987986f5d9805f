import type { Section, Statement } from '../../../haproxy/config/sections.ts';
import {
  balances,
  keywordsOf,
  modes,
  openFamilies,
  options,
  proxySectionsOf,
  timeouts,
} from '../../../haproxy/keywords/known.ts';
import { nearestWord } from '../../../haproxy/keywords/nearest.ts';
import { since } from '../../../haproxy/keywords/since.ts';
import { isAtLeast } from '../../../keepalived/version.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { parameterProblems } from './parameters-are-known.ts';
import { textsOf } from './proxies.ts';

const directives = new Set([
  ...['.if', '.elif', '.else', '.endif', '.diag', '.notice', '.warning', '.alert'],
]);

/** A file of garbage is not searched for what each of its words may have meant. */
const MOST_FINDINGS = 100;

export const keywordsAreKnown: NodeRule = {
  id: 'HAP040',
  severity: 'warning',
  scope: 'node',
  title: 'every keyword is one that haproxy knows, where it stands',
  why:
    'haproxy refuses the whole file for a word that it does not know, and does not start. What stands in the wrong kind ' +
    'of section, a server in a frontend, it only ignores, with a warning.',
  fix: 'look the word up in the configuration manual of the installed version',
  source: 'haproxy configuration manuals, 3 and 4.1',
  check: (node) => {
    const found: Observation[] = [];
    for (const section of node.haproxy?.file.sections ?? []) {
      found.push(...sectionProblems(node, section));
      for (const line of section.statements) {
        if (found.length >= MOST_FINDINGS) return found;
        found.push(...lineProblems(node, section, line));
      }
    }
    return found;
  },
};

function sectionProblems(node: NodeView, section: Section): Observation[] {
  return [
    ...tooNew(node, section, `section ${section.kind}`, since.section.get(section.kind)),
    ...tooNew(
      node,
      section,
      `${section.kind} … from NAME`,
      section.from === null ? undefined : '2.4',
    ),
  ];
}

function lineProblems(node: NodeView, section: Section, line: Statement): Observation[] {
  const { keyword } = line;
  const known = keywordsOf(section.kind);
  if (directives.has(keyword)) return keyword === '.if' ? tooNew(node, line, keyword, '2.4') : [];
  if (known === null || keyword.includes('$')) return [];
  const isProxy = ['defaults', 'frontend', 'backend', 'listen'].includes(section.kind);
  if (!known.has(keyword)) {
    if (section.kind === 'global' && openFamilies.test(keyword)) return [];
    const places = isProxy ? proxySectionsOf(keyword) : [];
    if (places.length > 0) return [misplaced(section, line, places)];
    return [unknown(node, line, keyword, known)];
  }
  if (section.kind === 'global') return tooNew(node, line, keyword, since.global.get(keyword));
  if (!isProxy) return [];
  const [first = ''] = textsOf(line);
  return [
    ...tooNew(node, line, keyword, since.proxy.get(keyword)),
    ...(keyword === 'option' ? tooNew(node, line, `option ${first}`, since.option.get(first)) : []),
    ...choiceProblems(node, line),
    ...parameterProblems(line),
  ];
}

/** What may stand after a keyword. */
const choices: Partial<Record<string, ReadonlySet<string>>> = {
  balance: balances,
  mode: modes,
  option: options,
  timeout: timeouts,
};

function choiceProblems(node: NodeView, line: Statement): Observation[] {
  const known = choices[line.keyword];
  const [said = ''] = textsOf(line);
  const first = line.keyword === 'balance' ? said.replace(/\(.*/, '') : said;
  if (known === undefined || known.has(first) || first.includes('$')) return [];
  // Alone it means roundrobin.
  if (line.keyword === 'balance' && said === '') return [];
  return [unknown(node, line, `${line.keyword} ${first}`.trimEnd(), known)];
}

function unknown(
  node: NodeView,
  at: Statement,
  said: string,
  known: ReadonlySet<string>,
): Observation {
  const word = said.slice(said.lastIndexOf(' ') + 1);
  const meant = word.length > 40 ? null : nearestWord(word, known);
  return {
    at,
    severity: node.versions.haproxy !== null && meant !== null ? 'error' : 'warning',
    message: `haproxy knows no ${quoted(said)}${meant === null ? '' : `; ${meant} was probably meant`}`,
    ...(meant !== null && { fix: said.slice(0, said.length - word.length) + meant }),
  };
}

/** Words of a file may be long, be prose, and hold signs that nobody sees. */
function quoted(said: string): string {
  return JSON.stringify(said.length > 60 ? `${said.slice(0, 60)}…` : said);
}

function misplaced({ kind }: Section, at: Statement, places: string[]): Observation {
  return {
    at,
    message: `${at.keyword} has no place in ${kind}: haproxy ignores it there, or refuses the file`,
    fix: `put it into ${places.join(' or ')}`,
  };
}

function tooNew(
  { versions: { haproxy } }: NodeView,
  at: Statement | Section,
  said: string,
  first: string | undefined,
): Observation[] {
  if (first === undefined || isAtLeast(haproxy, first.split('.').map(Number)) !== false) return [];
  // What stands under .if is for the versions that its author thought of.
  if (at.branch !== null) return [];
  return [
    {
      at,
      severity: 'error',
      message: `haproxy ${haproxy?.join('.') ?? ''} does not know ${said}: it came with ${first}`,
      fix: `remove it, or install haproxy ${first} or later`,
    },
  ];
}
