/** Parameters of `server` that take a word, and are none of those read here: that word is no parameter itself. */
export const withValue = new Set([
  ...['addr', 'agent-addr', 'agent-inter', 'agent-port', 'agent-send', 'alpn', 'ca-file'],
  ...[
    'cc',
    'check-alpn',
    'check-pool-conn-name',
    'check-proto',
    'check-sni',
    'ciphers',
    'ciphersuites',
    'client-sigalgs',
  ],
  ...[
    'cookie',
    'crl-file',
    'crt',
    'curves',
    'error-limit',
    'guid',
    'hash-key',
    'healthcheck',
    'id',
    'idle-ping',
    'init-addr',
    'init-state',
  ],
  ...['interface', 'log-bufsize', 'log-proto', 'max-reuse', 'maxqueue', 'minconn', 'name'],
  ...['namespace', 'npn', 'observe', 'on-error', 'on-marked-up', 'pool-conn-name', 'pool-low-conn'],
  ...[
    'pool-max-conn',
    'pool-purge-delay',
    'port',
    'proto',
    'proxy-v2-options',
    'quic-cc-algo',
    'redir',
  ],
  ...[
    'resolve-net',
    'resolve-opts',
    'resolve-prefer',
    'resolvers',
    'shard',
    'sigalgs',
    'slowstart',
  ],
  ...['sni', 'socks4', 'source', 'ssl-max-ver', 'ssl-min-ver', 'tcp-md5sig', 'tcp-ut', 'track'],
  ...['usesrc', 'verify', 'verifyhost', 'ws'],
]);

/** Those that are read. */
export const ours = new Set([
  ...['inter', 'fastinter', 'downinter', 'rise', 'fall', 'weight', 'maxconn', 'on-marked-down'],
]);
