/** Parameters of `server` and `default-server`, of all versions; the `no-…` forms are not listed. */
export const serverParameters = wordsOf(`
  addr agent-addr agent-check agent-inter agent-port agent-send allow-0rtt alpn backup ca-file cc check
  check-alpn check-pool-conn-name check-proto check-reuse-pool check-send-proxy check-sni
  check-sni-auto check-ssl check-via-socks4 ciphers ciphersuites client-sigalgs cookie crl-file crt
  curves disabled downinter ech enabled error-limit fall fastinter force-sslv3 force-tlsv10 force-tlsv11
  force-tlsv12 force-tlsv13 guid hash-key health-check-addr healthcheck id idle-ping init-addr init-state inter
  interface ktls log-bufsize log-proto max-reuse maxconn maxqueue minconn namespace non-stick npn
  observe on-error on-marked-down on-marked-up pool-conn-name pool-low-conn pool-max-conn
  pool-purge-delay port proto proxy-v2-options quic-cc-algo redir renegotiate resolve-net resolve-opts
  resolve-prefer resolvers rise send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn shard
  sigalgs slowstart sni sni-auto socks4 source ssl ssl-max-ver ssl-min-ver ssl-reuse sslv3 stick
  strict-maxconn tcp-md5sig tcp-ut tfo tls-tickets tlsv10 tlsv11 tlsv12 tlsv13 track usesrc verify
  verifyhost weight ws`);

/** Those of `bind`. */
export const bindParameters = wordsOf(`
  accept-netscaler-cip accept-nproxy accept-proxy allow-0rtt alpn backlog ca-file ca-ignore-err
  ca-names ca-sign-file ca-sign-pass ca-sign-use ca-verify-file cc ciphers ciphersuites client-sigalgs
  crl-file crl-ignore-err crt crt-ignore-err crt-list curves default-crt defer-accept ecdhe ech
  expose-fd force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 generate-certificates gid
  group guid-prefix id idle-ping interface ktls label level maxconn mode mss name namespace nbconn nice
  npn ocsp-update prefer-client-ciphers process proto protect quic-cc-algo quic-force-retry
  quic-socket renegotiate severity-output shards sigalgs ssl ssl-max-ver ssl-min-ver sslv3 strict-sni
  tcp-md5sig tcp-ss tcp-ut tfo thread tls-ticket-keys tls-tickets tlsv10 tlsv11 tlsv12 tlsv13
  transparent uid user v4v6 v6only verify`);

/** Those of both that stand alone; after each of the others comes a value. */
export const flags = wordsOf(`
  accept-nproxy accept-proxy agent-check allow-0rtt backup ca-names check check-reuse-pool
  check-send-proxy check-sni-auto check-ssl check-via-socks4 defer-accept disabled enabled force-sslv3
  force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 generate-certificates non-stick
  prefer-client-ciphers quic-force-retry renegotiate send-proxy send-proxy-v2 send-proxy-v2-ssl
  send-proxy-v2-ssl-cn sni-auto ssl ssl-reuse sslv3 stick strict-maxconn strict-sni tfo tls-tickets
  tlsv10 tlsv11 tlsv12 tlsv13 transparent v4v6 v6only`);

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
