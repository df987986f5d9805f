/**
 * The words that a line may begin with, by the section: those of the configuration manuals of haproxy 1.6 to 3.4, the
 * ones that are gone included. null: a section whose words are not listed here.
 */
export function keywordsOf(section: string): ReadonlySet<string> | null {
  return sections.get(section) ?? null;
}

/** In which proxy sections a word may stand; empty: in none. */
export function proxySectionsOf(keyword: string): string[] {
  return ['defaults', 'frontend', 'listen', 'backend'].filter((section) =>
    keywordsOf(section)?.has(keyword),
  );
}

/** What `option` may be followed by in a proxy. */
export const options = wordsOf(`
  abortonclose accept-invalid-http-request accept-invalid-http-response
  accept-unsafe-violations-in-http-request accept-unsafe-violations-in-http-response allbackups
  checkcache clitcpka contstats disable-h2-upgrade dontlog-normal dontlognull external-check forceclose
  forwarded forwardfor h1-case-adjust-bogus-client h1-case-adjust-bogus-server http-buffer-request
  http-drop-request-trailers http-drop-response-trailers http-ignore-probes http-keep-alive
  http-no-delay http-pretend-keepalive http-restrict-req-hdr-names http-server-close http-tunnel
  http-use-htx http-use-proxy-header http_proxy httpchk httpclose httplog httpslog
  idle-close-on-response independant-streams independent-streams ldap-check log-health-checks
  log-separate-errors logasap mysql-check nolinger originalto persist pgsql-check prefer-last-server
  redis-check redispatch smtpchk socket-stats splice-auto splice-request splice-response spop-check
  srvtcpka ssl-hello-chk tcp-check tcp-smart-accept tcp-smart-connect tcpka tcplog transparent
  use-small-buffers`);

/** What `mode` takes; `health` is told as what was removed. */
export const modes = wordsOf(`tcp http log spop haterm health`);

/** What `balance` takes; a value may stand in parentheses after it. */
export const balances = wordsOf(`
  first hash hdr leastconn log-hash random rdp-cookie roundrobin source static-rr sticky uri url_param`);

/** What `timeout` may be followed by in a proxy. */
export const timeouts = wordsOf(`
  check client client-fin client-hs clitimeout connect contimeout http-keep-alive http-request queue
  server server-fin srvtimeout tarpit tunnel`);

/** Global words of libraries and of tuning, of which each version has others. */
export const openFamilies =
  /^(tune|httpclient|51degrees|deviceatlas|wurfl|ssl|lua|ocsp-update|acme|harden|profiling|debug|h1|h2|shm)[-.]/;

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

const everywhere = `
  acl bind-process compression disabled email-alert enabled errorfile errorfiles errorloc errorloc302
  errorloc303 grace http-after-response http-error http-request http-response log log-tag mode option
  stats tcp-request timeout unique-id-format`;
const notInDefaults = `
  block description filter filter-sequence guid id redirect stick-table reqadd reqallow reqdel reqdeny
  reqiadd reqiallow reqidel reqideny reqipass reqirep reqisetbe reqitarpit reqpass reqrep reqsetbe
  reqtarpit rspadd rspdel rspdeny rspiadd rspidel rspideny rspirep rsprep`;
const client = 'bind capture crt declare force-be-switch monitor ssl-f-use use_backend';
const clientDefaults = `
  backlog clitcpka-cnt clitcpka-idle clitcpka-intvl clitimeout default_backend error-log-format
  log-format log-format-sd log-steps max-session-srv-conns maxconn monitor-net monitor-uri
  quic-initial rate-limit unique-id-header`;
const server = `
  appsession be-unpublished dispatch force-persist ignore-persist server server-template ssl-b-use
  stick use-fcgi-app use-server`;
const serverDefaults = `
  balance contimeout cookie default-server dynamic-cookie-key external-check fullconn
  hash-balance-factor hash-preserve-affinity hash-type http-check http-reuse http-send-name-header
  load-server-state-from-file max-keep-alive-queue persist redisp redispatch retries retry-on
  server-state-file-name source srvtcpka-cnt srvtcpka-idle srvtcpka-intvl srvtimeout tcp-check
  tcp-response transparent`;

const global = `
  anonkey busy-polling ca-base chroot close-spread-time cluster-secret cpu-affinity cpu-map cpu-policy
  cpu-set crt-base daemon debug default-path description dns-accept-family
  expose-deprecated-directives expose-experimental-directives external-check fd-hard-limit
  force-cfg-parser-pause gid grace group hard-stop-after http-err-codes http-fail-codes insecure-fork-wanted insecure-setuid-wanted
  issuers-chain-path jwt.decrypt_alg_list jwt.decrypt_enc_list key-base limited-quic localpeer log
  log-send-hostname log-tag master-worker max-spread-checks max-threads-per-group maxcompcpuusage
  maxcomprate maxconn maxconnrate maxpipes maxsessrate maxsslconn maxsslrate maxzlibmem
  mworker-max-reloads mworker-prog nbproc nbthread no-memory-trimming no-quic node noepoll noevports
  nogetaddrinfo nokqueue noktls nopoll server-state-file-base noreuseport nosplice nosepoll numa-cpu-mapping pidfile
  pp2-never-send-local prealloc-fd presetenv quick-exit quiet resetenv server-state-base server-state-file
  set-dumpable set-var set-var-fmt setcap setenv spread-checks stats stats-file stress-level strict-limits
  thread-group thread-groups thread-hard-limit trace uid ulimit-n unix-bind unsetenv user
  warn-blocked-traffic-after zero-warning`;

const sections = new Map(
  Object.entries({
    global: global,
    defaults: everywhere + clientDefaults + serverDefaults,
    frontend: `${everywhere}${notInDefaults} ${client}${clientDefaults}`,
    backend: everywhere + notInDefaults + server + serverDefaults,
    listen: `${everywhere}${notInDefaults} ${client}${clientDefaults}${server}${serverDefaults}`,
    peers: 'bind default-bind default-server disabled enabled log peer server shards table',
    resolvers: 'accepted_payload_size hold nameserver parse-resolv-conf resolve_retries timeout',
    userlist: 'group user',
    mailers: 'mailer timeout',
    cache: 'max-age max-object-size max-secondary-entries process-vary total-max-size',
    program: 'command group option user',
    'http-errors': 'errorfile',
    ring: 'backing-file default-server description format log maxlen server size timeout',
    'log-forward': 'backlog bind dgram-bind log maxconn option timeout',
    'fcgi-app': 'acl docroot index log-stderr option pass-header path-info set-param',
  }).map(([section, words]) => [section, wordsOf(words)]),
);
