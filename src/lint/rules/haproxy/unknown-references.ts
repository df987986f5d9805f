import type { Section, Statement } from '../../../haproxy/config/sections.ts';
import type { Token } from '../../../haproxy/config/token.ts';
import type { Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { isVariable } from './addresses.ts';
import { backendsIn, proxiesIn, textsOf } from './proxies.ts';

/** A section that a line takes by its name. */
interface Reference {
  kind: string;
  at: Token;
  name: string;
}

/** Sections, stick tables and servers that a proxy names, and that are not there. */
export function unknownReferences(node: NodeView): Observation[] {
  return [...unknownSections(node), ...unknownTables(node), ...unknownServers(node)];
}

/** Lines of defaults count where a proxy takes them. */
function unknownSections(node: NodeView): Observation[] {
  const known = new Set(node.haproxy?.file.sections.map(({ kind, name }) => `${kind} ${name}`));
  // Made of /etc/resolv.conf where there is none.
  known.add('resolvers default');
  const proxies = proxiesIn(node);
  const lines = [
    ...[...new Set(proxies.map(({ inherited }) => inherited))].flat(),
    ...proxies.flatMap(({ section }) => section.statements),
  ];
  return lines
    .filter(({ branch, prefix }) => branch === null && prefix === null)
    .flatMap(referencesIn)
    .filter(({ kind, name }) => !known.has(`${kind} ${name}`) && !isVariable(name))
    .map(({ kind, at, name }) => ({ at, message: `there is no section ${kind} ${name}` }));
}

function referencesIn(line: Statement): Reference[] {
  const [first = '', second = ''] = textsOf(line);
  const by = (kind: string, at: Token | undefined): Reference[] =>
    at === undefined ? [] : [{ kind, at, name: at.text }];
  switch (line.keyword) {
    case 'server':
    case 'server-template':
      return by('resolvers', after(line, 'resolvers', 2));
    case 'stick-table':
      return by('peers', after(line, 'peers', 0));
    case 'email-alert':
      return first === 'mailers' ? by('mailers', line.words[1]) : [];
    case 'errorfiles':
      return by('http-errors', line.words[0]);
    case 'filter':
      return first === 'cache' && second !== '' ? by('cache', line.words[1]) : [];
    case 'http-request':
    case 'http-response':
      return /^cache-(use|store)$/.test(first) ? by('cache', line.words[1]) : userlists(line);
    case 'acl':
      return userlists(line);
    default:
      return [];
  }
}

/** The word that follows this one, from the word number `from` on and before a condition. */
function after({ words }: Statement, text: string, from: number): Token | undefined {
  const end = words.findIndex(({ raw }) => raw === 'if' || raw === 'unless');
  const own = words.slice(0, end === -1 ? words.length : end);
  const at = own.findIndex((word, index) => index >= from && word.text === text);
  return at === -1 ? undefined : own[at + 1];
}

function userlists({ words }: Statement): Reference[] {
  return words.flatMap((at) => {
    const name = /\bhttp_auth(?:_group)?\(([\w.-]+)\)/.exec(at.text)?.[1];
    return name === undefined ? [] : [{ kind: 'userlist', at, name }];
  });
}

function unknownTables(node: NodeView): Observation[] {
  const known = new Set((node.haproxy?.file.sections ?? []).flatMap(tablesOf));
  return proxiesIn(node).flatMap(({ section, title }) =>
    section.statements.filter(asksTable).flatMap((line): Observation[] => {
      const at = after(line, 'table', 1);
      const name = at?.text ?? section.name ?? '';
      if (known.has(name) || isVariable(name)) return [];
      const message =
        at === undefined
          ? `${title} has no stick-table, which this line asks`
          : `${title} asks the stick table ${name}, and there is none of that name`;
      return [{ at: at ?? line, message, fix: 'add the stick-table, or name one that is there' }];
    }),
  );
}

/** The name of a proxy that has one; PEERS/NAME. */
function tablesOf({ kind, name, statements }: Section): string[] {
  if (kind !== 'peers') {
    return statements.some(({ keyword }) => keyword === 'stick-table') ? [name ?? ''] : [];
  }
  return statements
    .filter(({ keyword }) => keyword === 'table')
    .map((line) => `${name}/${textsOf(line)[0]}`);
}

function asksTable(line: Statement): boolean {
  if (line.branch !== null) return false;
  const [first = '', second = ''] = textsOf(line);
  if (line.keyword === 'stick') return /^(on|match|store-request|store-response)$/.test(first);
  const tracks = /^track-sc\d+$/;
  return (
    (/^http-(request|response)$/.test(line.keyword) && tracks.test(first)) ||
    (/^tcp-(request|response)$/.test(line.keyword) && tracks.test(second))
  );
}

function unknownServers(node: NodeView): Observation[] {
  return backendsIn(node).flatMap(({ section, title, servers }) => {
    const known = new Set(servers.map(({ name }) => name));
    // Of a template all names are not known.
    if (section.statements.some(({ keyword }) => keyword === 'server-template')) return [];
    return section.statements.flatMap((line): Observation[] => {
      const [at] = line.words;
      if (line.keyword !== 'use-server' || line.branch !== null || at === undefined) return [];
      if (known.has(at.text) || /[%$]/.test(at.text)) return [];
      return [{ at, message: `${title} uses server ${at.text}, and has none of that name` }];
    });
  });
}
