import type { Section as Part } from '../haproxy/config/sections.ts';
import {
  after,
  hasOption,
  numberUnless,
  timeoutsOf,
  unlessEmpty,
  unlessUsual,
  valueOf,
  wordsOf,
} from './haproxy-words.ts';
import type { Section } from './pair.ts';
import type { SecretNames } from './secret-names.ts';

/** What an inventory says of one proxy: the words of `haproxy.frontends`, `backends`, `listeners` and `stats`. */

export function frontendOf(part: Part): Section {
  return {
    ...clientSide(part),
    ...unlessEmpty('timeouts', timeoutsOf(part)),
    default_backend: valueOf(part, 'default_backend') ?? '',
  };
}

export function backendOf(part: Part): Section {
  return {
    ...unlessUsual('mode', valueOf(part, 'mode')),
    ...unlessEmpty('timeouts', timeoutsOf(part)),
    ...serverSide(part),
  };
}

export function listenerOf(part: Part): Section {
  return {
    ...clientSide(part),
    ...unlessEmpty('timeouts', timeoutsOf(part)),
    ...serverSide(part),
  };
}

export function statsOf(part: Part, secrets: SecretNames): Section {
  const said = (what: string): string | undefined =>
    wordsOf(part, 'stats').find(([first]) => first === what)?.[1];
  const [user = '', password = ''] = said('auth')?.split(/:(.*)/s) ?? [];
  const hidesVersion = wordsOf(part, 'stats').some(([first]) => first === 'hide-version');
  return {
    bind: bindOf(part),
    uri: said('uri') ?? '',
    refresh: said('refresh') ?? '',
    ...unlessUsual('realm', said('realm')),
    ...(hidesVersion && { hide_version: true }),
    user,
    password: secrets.refFor('stats', password),
  };
}

function clientSide(part: Part): Section {
  return {
    bind: bindOf(part),
    ...unlessUsual('mode', valueOf(part, 'mode')),
    ...numberUnless('maxconn', valueOf(part, 'maxconn')),
  };
}

function bindOf(part: Part): string | string[] {
  const [first = '', ...others] = wordsOf(part, 'bind').map(([address = '']) => address);
  return others.length === 0 ? first : [first, ...others];
}

function serverSide(part: Part): Section {
  const given = wordsOf(part, 'default-server')[0] ?? [];
  const health = {
    ...unlessUsual('inter', after(given, 'inter'), '2s'),
    ...unlessUsual('fastinter', after(given, 'fastinter')),
    ...numberUnless('rise', after(given, 'rise'), 2),
    ...numberUnless('fall', after(given, 'fall'), 3),
  };
  return {
    balance: wordsOf(part, 'balance')[0]?.join(' ') ?? 'roundrobin',
    ...numberUnless('retries', valueOf(part, 'retries')),
    ...httpCheckOf(part),
    ...tcpCheckOf(part),
    ...unlessEmpty('health', health),
    ...(after(given, 'on-marked-down') === 'shutdown-sessions' && { drop_dead_sessions: true }),
    servers: Object.fromEntries(wordsOf(part, 'server').map(serverOf)),
  };
}

/** `option httpchk GET PATH`, `http-check send hdr Host NAME`, `http-check expect status NUMBER`. */
function httpCheckOf(part: Part): Section {
  const [, , path] = wordsOf(part, 'option').find(([what]) => what === 'httpchk') ?? [];
  const lines = wordsOf(part, 'http-check');
  const header = lines.find(([what]) => what === 'send') ?? [];
  const answer = lines.find(([what]) => what === 'expect') ?? [];
  return {
    ...unlessUsual('httpchk', path),
    ...unlessUsual('httpchk_host', after(header, 'Host')),
    ...numberUnless('httpchk_status', after(answer, 'status')),
  };
}

function tcpCheckOf(part: Part): Section {
  const dialogue = wordsOf(part, 'tcp-check').map(([what, ...words]): Section =>
    // The inventory has the line without its end.
    what === 'send'
      ? { send: words[0]?.replace(/\r\n$/, '') ?? '' }
      : { expect: after(words, 'string') ?? '' },
  );
  return hasOption(part, 'tcp-check') && dialogue.length > 0 ? { tcp_check: dialogue } : {};
}

function serverOf([name = '', address = '', ...words]: string[]): [string, Section] {
  return [
    name,
    {
      address,
      ...numberUnless('weight', after(words, 'weight')),
      ...numberUnless('maxconn', after(words, 'maxconn')),
      ...(words.includes('backup') && { backup: true }),
      ...(!words.includes('check') && { check: false }),
      ...unlessUsual('inter', after(words, 'inter')),
      ...numberUnless('rise', after(words, 'rise')),
      ...numberUnless('fall', after(words, 'fall')),
    },
  ];
}
