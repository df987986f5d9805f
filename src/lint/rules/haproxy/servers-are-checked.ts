import type { Statement } from '../../../haproxy/config/sections.ts';
import { optionOf } from '../../../haproxy/model/proxy.ts';
import type { ServerModel } from '../../../haproxy/model/types.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import {
  backendsIn,
  bindLines,
  frontendsIn,
  oncePerLine,
  textsOf,
  type ProxyView,
} from './proxies.ts';

const checkParameters = ['inter', 'fastinter', 'downinter', 'rise', 'fall'];

/** Each sets what a health check sends. */
export const checkOptions = [
  ...['httpchk', 'tcp-check', 'ssl-hello-chk', 'smtpchk', 'mysql-check', 'pgsql-check'],
  ...['redis-check', 'ldap-check', 'spop-check', 'external-check'],
];

export const serversAreChecked: NodeRule = {
  id: 'HAP005',
  severity: 'error',
  scope: 'node',
  title: 'a server with parameters of a health check has the word check',
  why:
    'inter, rise and fall only tune a check, and option httpchk only chooses its form: without the word check there is ' +
    'none, the server counts as up for ever, and its share of the requests fails when it dies. haproxy -c says nothing.',
  fix: 'write check on each server line, or default-server check before them',
  source: 'haproxy configuration manual, 5.2; measured',
  check: (node) => {
    const own = socketsOf(node);
    return backendsIn(node)
      .filter(({ model }) => model.mode === 'tcp' || model.mode === 'http')
      .flatMap((proxy) => {
        const wish = wishOf(proxy);
        const unchecked = oncePerLine(proxy.servers).filter(
          (server) => !isChecked(server) && !server.disabled && !wish.refusals.has(server.line),
        );
        const found = unchecked.flatMap((server) => meantToBeChecked(proxy, server, wish));
        return found.length > 0 ? found : neverChecked(proxy, own);
      });
  },
};

/** By itself, by an agent, or with the server that it tracks. */
function isChecked({ check, parameters }: ServerModel): boolean {
  return check || parameters.has('agent-check') || parameters.has('track');
}

/** What a proxy says of checks. */
interface Wish {
  /** The option that sets what a check sends. */
  option: Statement | undefined;
  /** Whether it stands in the proxy itself. */
  isOwn: boolean;
  /** Parameters of checks in its own lines: for all servers, and by the line of one. */
  forAll: Set<string>;
  byLine: Map<number, string[]>;
  /** Lines that say no-check, and tune none: nobody writes that by mistake. */
  refusals: Set<number>;
}

function wishOf(proxy: ProxyView): Wish {
  const { statements } = proxy.section;
  const option = checkOptions.flatMap((name) => optionOf(proxy, name) ?? []).at(0);
  const parametersIn = (line: Statement): string[] =>
    textsOf(line).filter((text) => checkParameters.includes(text));
  const forAll = statements.filter(({ keyword }) => keyword === 'default-server');
  return {
    option,
    isOwn: option !== undefined && statements.includes(option),
    forAll: new Set(forAll.flatMap(parametersIn)),
    byLine: new Map(statements.map((line) => [line.line, parametersIn(line)] as const)),
    refusals: new Set(
      statements
        .filter((line) => textsOf(line).includes('no-check') && parametersIn(line).length === 0)
        .map(({ line }) => line),
    ),
  };
}

function meantToBeChecked(proxy: ProxyView, server: ServerModel, wish: Wish): Observation[] {
  const { option, forAll, byLine } = wish;
  const parameters = checkParameters.filter((name) => server.parameters.has(name));
  const tuned = parameters.filter(
    (name) => forAll.has(name) || byLine.get(server.line)?.includes(name),
  );
  // What all proxies inherit says nothing of this one, and a server of last resort is often without a check.
  const isOwnOption = wish.isOwn && !server.backup;
  const sent = option === undefined ? [] : [`option ${textsOf(option)[0] ?? ''}`];
  if (tuned.length > 0 || isOwnOption) {
    const reason = tuned.length > 0 ? tuned : sent;
    return [
      {
        at: server,
        message: `server ${server.name} in ${proxy.title} has ${reason.join(', ')}, and no check: it counts as up for ever`,
      },
    ];
  }
  const reason = [...parameters, ...sent];
  if (reason.length === 0 || server.backup) return [];
  return [
    {
      at: server,
      severity: 'warning',
      message: `server ${server.name} in ${proxy.title} has no check, though defaults sets ${reason.join(', ')}`,
    },
  ];
}

/** Several servers of which none is ever looked at. */
function neverChecked({ title, section, servers }: ProxyView, own: Set<string>): Observation[] {
  const active = servers.filter(
    ({ disabled, backup, address }) => !disabled && !backup && !own.has(socketOf(address)),
  );
  if (active.length < 2 || active.some(isChecked)) return [];
  return [
    {
      at: active[0] ?? section,
      severity: 'warning',
      message: `none of the ${active.length} servers of ${title} has a check: a dead one keeps getting its share of the requests`,
    },
  ];
}

/** Sockets that this haproxy itself listens on: they are there as long as it is. */
function socketsOf(node: NodeView): Set<string> {
  const binds = frontendsIn(node).flatMap(bindLines);
  return new Set(binds.map((line) => socketOf(textsOf(line)[0] ?? '')));
}

function socketOf(address: string): string {
  return address.replace(/^unix@/, '');
}
