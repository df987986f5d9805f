/** A keyword that haproxy refuses from some version on. */
export interface Removed {
  /** As it is written. */
  name: string;
  /** The first version that refuses it. */
  since: string;
  instead: string;
}

const request = (name: string): Removed => ({
  name,
  since: '2.1',
  instead: 'http-request (replace-header, add-header, del-header, deny, …) with an ACL',
});
const response = (name: string): Removed => ({
  name,
  since: '2.1',
  instead: 'http-response (replace-header, add-header, del-header, deny, …) with an ACL',
});
const timeout = (name: string, instead: string): Removed => ({ name, since: '2.1', instead });

const requestWords = ['reqadd', 'reqallow', 'reqdel', 'reqdeny', 'reqpass', 'reqrep', 'reqtarpit'];
const requestWordsAnyCase = [
  'reqiadd',
  'reqiallow',
  'reqidel',
  'reqideny',
  'reqipass',
  'reqirep',
  'reqitarpit',
];
const responseWords = [
  'rspadd',
  'rspdel',
  'rspdeny',
  'rsprep',
  'rspidel',
  'rspideny',
  'rspirep',
  'rspiadd',
];

const plain = (name: string, since: string, instead: string): Record<string, Removed> => ({
  [name]: { name, since, instead },
});

/** By the change log of haproxy 2.6 and the configuration manuals. */
export const removedKeywords = {
  global: {
    ...plain('nbproc', '2.5', 'remove it, or nbthread N: threads replace processes'),
    ...plain('debug', '2.3', 'remove it, or start haproxy with -d'),
    ...plain('tune.chksize', '2.5', 'remove it'),
  } as Partial<Record<string, Removed>>,
  proxy: {
    ...Object.fromEntries(
      [...requestWords, ...requestWordsAnyCase].map((name) => [name, request(name)]),
    ),
    ...Object.fromEntries(responseWords.map((name) => [name, response(name)])),
    ...plain('block', '2.1', 'http-request deny'),
    ...plain('redispatch', '2.1', 'option redispatch'),
    ...plain('redisp', '2.1', 'option redispatch'),
    clitimeout: timeout('clitimeout', 'timeout client'),
    contimeout: timeout('contimeout', 'timeout connect'),
    srvtimeout: timeout('srvtimeout', 'timeout server'),
    ...plain('reqsetbe', '1.6', 'use_backend'),
    ...plain('reqisetbe', '1.6', 'use_backend'),
    ...plain('appsession', '1.6', 'stick-table with stick on cookie(NAME)'),
    ...plain('monitor-net', '2.3', 'http-request return status 200 if { src NET }'),
    ...plain('grace', '2.5', 'remove it; grace in global is something else'),
  } as Partial<Record<string, Removed>>,
  option: {
    ...plain('forceclose', '2.5', 'option httpclose'),
    ...plain('http-tunnel', '2.5', 'remove it'),
    ...plain('http_proxy', '2.5', 'http-request do-resolve and set-dst'),
    ...plain('independant-streams', '2.1', 'option independent-streams'),
  } as Partial<Record<string, Removed>>,
  health: { name: 'mode health', since: '2.3', instead: 'mode http with monitor-uri' },
  bindProcess: { name: 'process on a bind line', since: '2.7', instead: 'thread' },
};

/** The version as numbers. */
export function goneIn({ since }: Removed): readonly number[] {
  return since.split('.').map(Number);
}
