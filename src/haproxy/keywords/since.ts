/** The first version that has a word; of words that every version in use has, none. By change log and manuals. */
export const since = {
  section: table({
    program: '2.0',
    'fcgi-app': '2.1',
    ring: '2.2',
    'http-errors': '2.2',
    'log-forward': '2.3',
    'crt-store': '3.0',
    'log-profile': '3.1',
    traces: '3.1',
    acme: '3.2',
    healthcheck: '3.4',
  }),
  global: table({
    'mworker-max-reloads': '2.0',
    'set-dumpable': '2.0',
    localpeer: '2.2',
    'default-path': '2.4',
    'numa-cpu-mapping': '2.4',
    'cluster-secret': '2.6',
    'stats-file': '3.0',
    'http-err-codes': '3.0',
    'http-fail-codes': '3.0',
    'cpu-policy': '3.2',
    'cpu-set': '3.2',
  }),
  proxy: table({
    'retry-on': '2.0',
    'use-fcgi-app': '2.1',
    errorfiles: '2.2',
    'http-after-response': '2.2',
    'http-error': '2.2',
    'error-log-format': '2.5',
    guid: '3.0',
    'quic-initial': '3.1',
    'ssl-f-use': '3.2',
  }),
  option: table({ 'disable-h2-upgrade': '2.4', httpslog: '2.5', forwarded: '2.8' }),
};

function table(words: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(words));
}
