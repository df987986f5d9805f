import type { Judgement } from './judged.ts';

const everyHaproxy = ['2.2.9', '2.6.12', '3.0.11'];
const newerHaproxy = ['2.6.12', '3.0.11'];
const everyKeepalived = ['2.2.7', '2.3.3'];

/** In quotes: what the daemon itself says of the text, haproxy 2.6.12 and keepalived 2.2.7. */
export const judgements: readonly Judgement[] = [
  {
    rule: 'HAP003',
    why: 'the manual shows the same service in several ways, one below the other',
    lines: /bind (:80|:443|\*:443) ?/,
    files: {
      'configuration.txt': everyHaproxy,
    },
  },
  {
    rule: 'HAP005',
    why: 'a test that asks for statistics, not for health',
    lines: /server s1 [$\d]/,
    files: {
      'prometheus.vtc': newerHaproxy,
    },
  },
  {
    rule: 'HAP009',
    why: 'the addresses that this test reads have nobody behind them',
    lines: /(frontend (b1\d|f[12])\b|listen l2\d|frontend\t(ft1_acl|www\.))/,
    files: {
      'ports.cfg': newerHaproxy,
      'test-address-syntax.cfg': everyHaproxy,
      'test-valid-names.cfg': everyHaproxy,
    },
  },
  {
    rule: 'HAP009',
    why: 'a test that looks at the frontend, or at the log, and wants no server',
    lines: /frontend (dummy|fe\d?)$/,
    files: {
      'basic-check.cfg': newerHaproxy,
      'cli_src_dst.vtc': newerHaproxy,
      'stats-file.vtc': ['3.0.11'],
      'tcp-check-ssl.vtc': everyHaproxy,
      'tcp-check.cfg': everyHaproxy,
    },
  },
  {
    rule: 'HAP009',
    why: 'the manual shows the choice without the backends: -c refuses it ("unable to find required default_backend")',
    lines:
      /(default_backend (bck|bk_default|bk_sorry_page|dynamic)$|use_backend +(dynamic|static|be2|big_farm|bk_acme|bk_allow) )/,
    files: {
      'configuration.txt': everyHaproxy,
    },
  },
  {
    rule: 'HAP031',
    why: 'words of 1.x in the tests of 2.2: 2.1 took them out, and -c refuses them',
    lines:
      /(block|clitimeout|contimeout|srvtimeout|redispatch|reqadd|reqirep|rspadd|rspidel|rspirep)\b/,
    files: {
      'acl-content-sw.cfg': ['2.2.9'],
      'test-acl-args.cfg': ['2.2.9'],
      'test-address-syntax.cfg': ['2.2.9'],
      'test-connection.cfg': ['2.2.9'],
      'test-cookie-indirect.cfg': ['2.2.9'],
      'test-cookie-insert.cfg': ['2.2.9'],
      'test-cookie-passive.cfg': ['2.2.9'],
      'test-cookie-prefix.cfg': ['2.2.9'],
      'test-cookie-rewrite.cfg': ['2.2.9'],
      'test-disable-404.cfg': ['2.2.9'],
      'test-fwlc.cfg': ['2.2.9'],
      'test-fwrr.cfg': ['2.2.9'],
      'test-http-send-name-hdr.cfg': ['2.2.9'],
      'test-map-ports.cfg': ['2.2.9'],
      'test-sql.cfg': ['2.2.9'],
      'test-time.cfg': ['2.2.9'],
      'test-timeout.cfg': ['2.2.9'],
      'test-url-hash.cfg': ['2.2.9'],
      'test-valid-names.cfg': ['2.2.9'],
    },
  },
  {
    rule: 'HAP031',
    why: 'a manual of 1.x, shipped with every version: 2.1 took these out, and -c refuses them',
    lines: /(clitimeout|contimeout|srvtimeout|redispatch)\b/,
    files: {
      'architecture.txt': everyHaproxy,
    },
  },
  {
    rule: 'HAP031',
    why: 'the same manual: 2.3 took this out, and -c says so',
    lines: /monitor-net\b/,
    files: {
      'architecture.txt': newerHaproxy,
    },
  },
  {
    rule: 'HAP040',
    why: 'prose between two statements of the manual',
    lines: /(being blocked|in the PROXY protocol) /,
    files: {
      'configuration.txt': everyHaproxy,
    },
  },
  {
    rule: 'HAP040',
    why: 'a statement of the manual that is wrapped without a backslash',
    lines: /if (data_in_buffer$|\{ path \/ping|\{ status eq 404)/,
    files: {
      'configuration.txt': everyHaproxy,
    },
  },
  {
    rule: 'HAP041',
    why: 'prose between two statements of the manual',
    lines: /being blocked /,
    files: {
      'configuration.txt': everyHaproxy,
    },
  },
  {
    rule: 'HAP043',
    why: `the test knows that: "please use the 'bind' keyword for listening addresses"`,
    lines: /(frontend|listen) \S+ \S/,
    files: {
      'test-address-syntax.cfg': everyHaproxy,
    },
  },
  {
    rule: 'HAP044',
    why: 'the manual shows the same section in two ways, one below the other',
    lines: /(frontend in2|listen management)/,
    files: {
      'configuration.txt': ['2.2.9', '3.0.11'],
    },
  },
  {
    rule: 'HAP044',
    why: `a slip: "another server named 'srv1' was already defined"`,
    lines: /server srv1 /,
    files: {
      'configuration.txt': everyHaproxy,
    },
  },
  {
    rule: 'HAP044',
    why: 'a slip in a test that is about addresses',
    lines: /server s\d /,
    files: {
      'ports.cfg': newerHaproxy,
      'test-address-syntax.cfg': everyHaproxy,
    },
  },
  {
    rule: 'HAP044',
    why: 'a slip, mended in 2.6',
    lines: /listen\s+sample1/,
    files: {
      'test-fwlc.cfg': ['2.2.9'],
    },
  },
  {
    rule: 'HAP044',
    why: 'the manual shows a statement without the acl, table or section that it names: -c refuses it so',
    lines:
      /(use_backend +(dynamic|static) +if |errorfiles (generic|site-1)\b|acl auth_ok http_auth|server s1 app1\.domain\.com:80 .*resolvers mydns|tcp-request (connection|content) track-sc0 |stick on urlp\()/,
    files: {
      'configuration.txt': everyHaproxy,
    },
  },
  {
    rule: 'VRRP014',
    why: 'a slip: a ! begins a comment wherever it stands (decomment in lib/parser.c), so the password is k@l',
    lines: /auth_pass k@l!/,
    files: {
      'case_study_failover.rst': everyKeepalived,
      'case_study_mixing.rst': everyKeepalived,
    },
  },
  {
    rule: 'VRRP029',
    why: 'the half of a page whose other half has these instances',
    lines: /vrrp_sync_group VG2/,
    files: {
      'case_study_failover.rst': everyKeepalived,
    },
  },
  {
    rule: 'VRRP030',
    why: 'a slip: with vrrp_strict and without priority 255 the VIPs are not reachable; keepalived -t refuses state MASTER, too',
    lines: /vrrp_strict/,
    files: {
      'keepalived.conf.sample.in': everyKeepalived,
    },
  },
];
