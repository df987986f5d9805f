import { isIP } from 'node:net';
import { canonical } from '../../core/address.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { placeOf } from '../../core/place.ts';
import { all, argument, argumentsOf, inside, last } from '../config/find.ts';
import type { Statement } from '../config/tree.ts';
import { millisecondsIn, numberIn } from '../config/values.ts';
import { markName, serviceName } from '../lvs/table.ts';
import type {
  InstanceModel,
  RealServerModel,
  ServerCheckModel,
  VirtualServerModel,
} from './types.ts';

/** What a check takes where neither it nor its servers say it (keepalived.conf(5)). */
const defaults = { delayMs: 60_000, retries: 1, retryDelayMs: 1_000, timeoutMs: 5_000 };

/** keepalived.conf(5): where `persistence_timeout` says no number. */
const PERSISTENCE_SECONDS = 360;

/** Checks that fail when a service stops. PING_CHECK asks the machine, BFD_CHECK the way there. */
const seeing = ['TCP_CHECK', 'HTTP_GET', 'SSL_GET', 'SMTP_CHECK', 'MISC_CHECK'];

type Figures = typeof defaults;

/**
 * Whether the kernel forwards what comes to the VIPs of an instance: then no daemon here can be dead, and the servers behind
 * have checks of their own. What a mark or a group names is taken to be there.
 */
export function isForwarded(
  { vips, excludedVips }: InstanceModel,
  virtualServers: VirtualServerModel[],
): boolean {
  const own = new Set([...vips, ...excludedVips].map(({ address }) => canonical(address)));
  return virtualServers.some(({ address }) => address === null || own.has(canonical(address)));
}

/** `virtual_server` blocks: of an address, a mark or a group. */
export function virtualServersOf(statements: readonly Statement[]): VirtualServerModel[] {
  return all(statements, 'virtual_server').map((one) => {
    const body = inside(one);
    const isAddress = isIP(argument(one) ?? '') !== 0;
    const sorry = last(body, 'sorry_server');
    const persistent = last(body, 'persistence_timeout');
    const figures = figuresIn(body, defaults);
    const isGroup = argument(one) === 'group';
    const port = isAddress ? endpointIn(one).port : null;
    const takes = (server: Endpoint, method: string): Endpoint =>
      isGroup ? server : { ...server, port: portTaken(server.port, method, port ?? 0) };
    const method = argument(last(body, 'lvs_method', 'lb_kind')) ?? 'NAT';
    return {
      ...placeOf(one),
      name: nameOf(one),
      address: isAddress ? argument(one) : null,
      port,
      isGroup,
      scheduler: argument(last(body, 'lvs_sched', 'lb_algo')) ?? 'wlc',
      persistence:
        persistent === undefined ? null : { seconds: numberIn(persistent, PERSISTENCE_SECONDS) },
      sorryServer:
        sorry === undefined
          ? null
          : takes(endpointIn(sorry), argument(last(body, 'sorry_server_lvs_method')) ?? method),
      servers: all(body, 'real_server')
        .map((server) => realServerOf(server, body, figures))
        .map((server) => ({ ...server, ...takes(server, server.method) })),
    };
  });
}

/** validate_check_config in keepalived's check_data.c: only NAT may send to another port than the service's; a mark has none. */
function portTaken(own: number, method: string, service: number): number {
  return method === 'NAT' && own !== 0 ? own : service;
}

function nameOf(one: Statement): string {
  switch (argument(one)) {
    case 'fwmark':
      return markName(numberIn(one, 0, 2));
    case 'group':
      return argumentsOf(one).join(' ');
    default: {
      // "no protocol set - defaulting to UDP"
      const protocol = argument(last(inside(one), 'protocol')) ?? 'UDP';
      return serviceName(protocol.toUpperCase(), endpointIn(one));
    }
  }
}

function realServerOf(
  server: Statement,
  around: readonly Statement[],
  given: Figures,
): RealServerModel {
  const body = inside(server);
  const figures = figuresIn(body, given);
  const said = (...keywords: string[]): Statement | undefined =>
    last([...around, ...body], ...keywords);
  return {
    ...placeOf(server),
    ...endpointIn(server),
    method: argument(said('lvs_method', 'lb_kind')) ?? 'NAT',
    weight: numberIn(said('weight'), 1),
    isWeightDynamic:
      last(body, 'FILE_CHECK', 'BFD_CHECK', 'track_file') !== undefined ||
      all(body, 'MISC_CHECK').some((check) => last(inside(check), 'misc_dynamic') !== undefined),
    checks: all(body, ...seeing).map((check) =>
      checkOf(check, {
        ...figures,
        // A script is not tried again by itself.
        ...(check.keyword === 'MISC_CHECK' && said('retry') === undefined && { retries: 0 }),
        // check_http.c
        ...(isHttp(check) && said('delay_before_retry') === undefined && { retryDelayMs: 3_000 }),
      }),
    ),
  };
}

function isHttp({ keyword }: Statement): boolean {
  return keyword === 'HTTP_GET' || keyword === 'SSL_GET';
}

/** `KEYWORD ADDRESS PORT`. */
function endpointIn(one: Statement): Endpoint {
  return { address: argument(one) ?? '', port: numberIn(one, 0, 2) };
}

function checkOf(check: Statement, given: Figures): ServerCheckModel {
  const body = inside(check);
  const own = figuresIn(body, given);
  const runsBack = isHttp(check) ? Math.max(1, all(body, 'url').length) + 1 : 1;
  if (check.keyword !== 'MISC_CHECK') return { kind: check.keyword, ...own, runsBack };
  return {
    kind: check.keyword,
    ...own,
    runsBack,
    timeoutMs: millisecondsIn(last(body, 'misc_timeout'), own.delayMs),
  };
}

function figuresIn(body: readonly Statement[], otherwise: Figures): Figures {
  return {
    delayMs: millisecondsIn(last(body, 'delay_loop'), otherwise.delayMs),
    retries: numberIn(last(body, 'retry', 'nb_get_retry'), otherwise.retries),
    retryDelayMs: millisecondsIn(last(body, 'delay_before_retry'), otherwise.retryDelayMs),
    timeoutMs: millisecondsIn(last(body, 'connect_timeout'), otherwise.timeoutMs),
  };
}
