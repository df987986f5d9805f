import { isIP } from 'node:net';
import { placeOf } from '../../core/place.ts';
import { all, argument, inside, last } from '../config/find.ts';
import type { Statement } from '../config/tree.ts';
import { millisecondsIn, numberIn } from '../config/values.ts';
import type { RealServerModel, ServerCheckModel, VirtualServerModel } from './types.ts';

/** What a check takes where neither it nor its servers say it (keepalived.conf(5)). */
const defaults = { delayMs: 60_000, retries: 1, retryDelayMs: 1_000, timeoutMs: 5_000 };

/** Checks that fail when a service stops. PING_CHECK asks the machine, BFD_CHECK the way there. */
const seeing = ['TCP_CHECK', 'HTTP_GET', 'SSL_GET', 'SMTP_CHECK', 'MISC_CHECK'];

type Figures = typeof defaults;

/** `virtual_server ADDRESS PORT` blocks. */
export function virtualServersOf(statements: readonly Statement[]): VirtualServerModel[] {
  return all(statements, 'virtual_server').flatMap((one) => {
    const address = argument(one) ?? '';
    if (isIP(address) === 0) return [];
    const body = inside(one);
    const figures = figuresIn(body, defaults);
    return [
      {
        ...placeOf(one),
        address,
        port: numberIn(one, 0, 2),
        hasSorryServer: last(body, 'sorry_server') !== undefined,
        servers: all(body, 'real_server').map((server) => realServerOf(server, body, figures)),
      },
    ];
  });
}

function realServerOf(
  server: Statement,
  around: readonly Statement[],
  given: Figures,
): RealServerModel {
  const body = inside(server);
  const figures = figuresIn(body, given);
  const says = (...keywords: string[]): boolean =>
    last([...around, ...body], ...keywords) !== undefined;
  return {
    ...placeOf(server),
    address: argument(server) ?? '',
    port: numberIn(server, 0, 2),
    weight: numberIn(last(body, 'weight') ?? last(around, 'weight'), 1),
    checks: all(body, ...seeing).map((check) =>
      checkOf(check, {
        ...figures,
        // A script is not tried again by itself.
        ...(check.keyword === 'MISC_CHECK' && !says('retry') && { retries: 0 }),
      }),
    ),
  };
}

function checkOf(check: Statement, given: Figures): ServerCheckModel {
  const body = inside(check);
  const own = figuresIn(body, given);
  if (check.keyword !== 'MISC_CHECK') return { kind: check.keyword, ...own };
  return {
    kind: check.keyword,
    ...own,
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
