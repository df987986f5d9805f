import { optionOf } from '../../../haproxy/model/proxy.ts';
import type { ServerModel } from '../../../haproxy/model/types.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { backendsIn, oncePerLine, textsOf, type ProxyView } from './proxies.ts';

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
  check: (node) =>
    backendsIn(node)
      .filter(({ model }) => model.mode === 'tcp' || model.mode === 'http')
      .flatMap((proxy) => {
        const unchecked = oncePerLine(proxy.servers).filter(
          (server) => !isChecked(server) && !server.disabled,
        );
        const found = unchecked.flatMap((server) => meantToBeChecked(proxy, server));
        return found.length > 0 ? found : neverChecked(proxy);
      }),
};

/** By itself, by an agent, or with the server that it tracks. */
function isChecked({ check, parameters }: ServerModel): boolean {
  return check || parameters.has('agent-check') || parameters.has('track');
}

function meantToBeChecked(proxy: ProxyView, server: ServerModel): Observation[] {
  const { section } = proxy;
  const own = section.statements.filter(
    (line) => line.line === server.line || line.keyword === 'default-server',
  );
  const parameters = checkParameters.filter((name) => server.parameters.has(name));
  const tuned = parameters.filter((name) => own.some((line) => textsOf(line).includes(name)));
  const option = checkOptions.flatMap((name) => optionOf(proxy, name) ?? []).at(0);
  // What all proxies inherit says nothing of this one, and a server of last resort is often without a check.
  const isOwnOption = option !== undefined && section.statements.includes(option) && !server.backup;
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
function neverChecked({ title, section, servers }: ProxyView): Observation[] {
  const active = servers.filter(({ disabled, backup }) => !disabled && !backup);
  if (active.length < 2 || active.some(isChecked)) return [];
  return [
    {
      at: active[0] ?? section,
      severity: 'warning',
      message: `none of the ${active.length} servers of ${title} has a check: a dead one keeps getting its share of the requests`,
    },
  ];
}
