import type { Section, Statement } from '../../../haproxy/config/sections.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { isVariable } from './addresses.ts';
import { hasOtherFiles, textsOf } from './proxies.ts';
import { unknownAcls } from './unknown-acls.ts';
import { unknownReferences } from './unknown-references.ts';

export const namesAreThereOnce: NodeRule = {
  id: 'HAP044',
  severity: 'error',
  scope: 'node',
  title: 'what a section takes by its name is there, and no name is given twice',
  why:
    'haproxy refuses the whole file for defaults, an acl, a stick table, a userlist or resolvers that are not there, for a ' +
    'server that tracks an unknown one, and for two servers, two frontends or two backends of one name. It does not ' +
    'start, or, on a reload, keeps the old configuration.',
  fix: 'correct the name',
  source: 'measured with haproxy 2.6; sources of 2.2, 2.6 and 3.0',
  check: (node) => {
    // Another file of the same daemon may define what is missing here, and what stands under .if may not count.
    const sections = (node.haproxy?.file.sections ?? []).filter(({ branch }) => branch === null);
    const isWhole = !hasOtherFiles(node);
    return [
      ...(isWhole ? unknownDefaults(node, sections) : []),
      ...proxiesTwice(sections),
      ...sections.flatMap(serversTwice),
      ...(isWhole ? unknownTracked(node, sections) : []),
      ...(isWhole ? unknownReferences(node) : []),
      ...unknownAcls(node),
    ];
  },
};

function unknownDefaults(node: NodeView, sections: readonly Section[]): Observation[] {
  const all = node.haproxy?.file.sections ?? [];
  const names = new Set(all.filter(({ kind }) => kind === 'defaults').map(({ name }) => name));
  return sections.flatMap(({ from, kind, name, ...at }) => {
    if (from === null || names.has(from) || isVariable(from)) return [];
    return [
      {
        at,
        message: `${titleOf({ kind, name })} takes its defaults from ${from}, and there are none of that name`,
      },
    ];
  });
}

function titleOf({ kind, name }: Pick<Section, 'kind' | 'name'>): string {
  return `${kind} ${name ?? ''}`.trimEnd();
}

/** A frontend and a backend may share a name; a listen is both. */
function proxiesTwice(sections: readonly Section[]): Observation[] {
  const first = new Map<string, Section>();
  return sections.flatMap((section) => {
    const { kind, name } = section;
    const sides = kind === 'listen' ? ['frontend', 'backend'] : [kind];
    if (name === null || isVariable(name) || !['frontend', 'backend', 'listen'].includes(kind)) {
      return [];
    }
    const keys = sides.map((side) => `${side} ${name}`);
    const other = keys.map((key) => first.get(key)).find((one) => one !== undefined);
    for (const key of keys) if (!first.has(key)) first.set(key, section);
    if (other === undefined) return [];
    return [
      {
        at: section,
        message: `${titleOf(section)} has the name of ${titleOf(other)} in line ${other.line}`,
        fix: 'give it another name',
      },
    ];
  });
}

function serversTwice({ kind, name, statements }: Section): Observation[] {
  if (kind !== 'backend' && kind !== 'listen') return [];
  const first = new Map<string, Statement>();
  return statements.flatMap((line) => {
    const [server = ''] = textsOf(line);
    if (line.keyword !== 'server' || line.branch !== null || isVariable(server)) return [];
    const other = first.get(server);
    if (other === undefined) first.set(server, line);
    if (other === undefined) return [];
    return [
      {
        at: line,
        message: `server ${server} in ${titleOf({ kind, name })} has the name of the one in line ${other.line}`,
        fix: 'give it another name',
      },
    ];
  });
}

/** `track PROXY/SERVER`, or a server of the same proxy. */
function unknownTracked(node: NodeView, sections: readonly Section[]): Observation[] {
  const known = new Set(
    (node.haproxy?.model.backends ?? []).flatMap(({ name, servers }) =>
      servers.map((server) => `${name}/${server.name}`),
    ),
  );
  return sections
    .filter(({ kind }) => kind === 'backend' || kind === 'listen')
    .flatMap(({ name, statements }) =>
      statements.flatMap((line): Observation[] => {
        const words = textsOf(line);
        const at = words.indexOf('track', 2);
        const tracked = at === -1 ? undefined : words[at + 1];
        if (line.keyword !== 'server' || line.branch !== null || tracked === undefined) return [];
        const target = tracked.includes('/') ? tracked : `${name ?? ''}/${tracked}`;
        if (known.has(target) || isVariable(target)) return [];
        return [
          {
            at: line.words[at + 1] ?? line,
            message: `server ${words[0] ?? ''} tracks ${tracked}, and there is no such server`,
          },
        ];
      }),
    );
}
