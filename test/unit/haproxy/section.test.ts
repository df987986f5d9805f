import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { changed, loadText, refusals } from '../inventory/temp-project.ts';
import { rendered } from '../playbook/bound.ts';

const template = readFileSync(
  new URL('../../../playbooks/templates/haproxy.cfg.liquid', import.meta.url),
  'utf8',
);

const frontends = `  frontends:
    web: { bind: "192.0.2.100:80", default_backend: app }
  backends:
    app:
      servers: { web01: { address: "192.0.2.21:80" } }
`;

/** The sound pair with another haproxy section. */
function withHaproxy(section: string): string {
  return changed(`haproxy:\n${frontends}`, `haproxy:\n${section}`);
}

/** The lines of one section of haproxy.cfg, as the shipped template writes it. */
async function section(name: string, haproxy: string): Promise<string[]> {
  const text = await rendered(template, {
    inventory: withHaproxy(haproxy),
    env: { HADEPLOY_SECRET_STATS: 'pw' },
  });
  const lines = text.split('\n');
  const from = lines.indexOf(name);
  const length = lines.slice(from).indexOf('');
  return lines
    .slice(from + 1, length === -1 ? undefined : from + length)
    .map((line) => line.trim());
}

test('a tcp listener with all it may say', async () => {
  const lines = await section(
    'listen db',
    `  listeners:
    db:
      bind: ["192.0.2.100:3306", "*:3307"]
      mode: tcp
      maxconn: 200
      balance: leastconn
      retries: 5
      tcp_check: [{ send: "PING it's" }, { expect: "+PONG" }]
      health: { inter: 3s, fastinter: 1s, rise: 5, fall: 2 }
      timeouts: { client: 1h, server: 1h, queue: 10s }
      drop_dead_sessions: true
      servers:
        db1: { address: "192.0.2.21:3306", inter: 1s, rise: 3, fall: 1, weight: 10 }
        db2: { address: "192.0.2.22:3306", backup: true, check: false, maxconn: 5 }
`,
  );
  expect(lines).toEqual([
    'mode tcp',
    'option tcplog',
    'bind 192.0.2.100:3306',
    'bind *:3307',
    'maxconn 200',
    'timeout client 1h',
    'timeout server 1h',
    'timeout queue 10s',
    'balance leastconn',
    'retries 5',
    'option tcp-check',
    `tcp-check send 'PING it'\\''s'\\r\\n`,
    'tcp-check expect string +PONG',
    'default-server inter 3s fastinter 1s rise 5 fall 2 on-marked-down shutdown-sessions',
    'server db1 192.0.2.21:3306 check inter 1s rise 3 fall 1 weight 10',
    'server db2 192.0.2.22:3306 maxconn 5 backup',
  ]);
});

const both = `  mode: tcp
  forwardfor: true
  http_server_close: true
  tcp_keepalive: true
  redispatch: false
  retries: 2
  timeouts: { queue: 1m, http_keep_alive: 10s }
  hard_stop_after: 30m
  frontends:
    web: { bind: "192.0.2.100:80", mode: http, default_backend: app }
  backends:
    app:
      mode: http
      httpchk: /healthz
      httpchk_status: 204
      httpchk_host: app.example
      servers: { web01: { address: "192.0.2.21:80" } }
  listeners:
    raw: { bind: "*:9000", servers: { a: { address: "192.0.2.21:9000" } } }
`;

test('options of http go to the proxies that speak it', async () => {
  expect(await section('frontend web', both)).toEqual([
    'mode http',
    'option httplog',
    'bind 192.0.2.100:80',
    'option forwardfor',
    'option http-server-close',
    'default_backend app',
  ]);
  expect(await section('listen raw', both)).toEqual([
    'bind *:9000',
    'balance roundrobin',
    'default-server inter 2s rise 2 fall 3',
    'server a 192.0.2.21:9000 check',
  ]);
  expect(await section('backend app', both)).toEqual(
    expect.arrayContaining([
      'option httpchk GET /healthz',
      'http-check send hdr Host app.example',
      'http-check expect status 204',
    ]),
  );
});

test('defaults', async () => {
  const lines = await section('defaults', both);
  expect(lines).toEqual(
    expect.arrayContaining([
      'option clitcpka',
      'option srvtcpka',
      'retries 2',
      'timeout queue 1m',
      'timeout http-keep-alive 10s',
    ]),
  );
  expect(lines).not.toContain('option redispatch');
  expect(await section('global', both)).toContain('hard-stop-after 30m');
});

test('the statistics page', async () => {
  const stats = `${frontends}  stats: { bind: "192.0.2.100:8080", realm: Our pool, hide_version: true, user: ops, password: !secret stats }\n`;
  expect(await section('frontend hadeploy-stats', stats)).toEqual([
    'mode http',
    'bind 192.0.2.100:8080',
    'stats enable',
    'stats uri /status',
    'stats refresh 60s',
    "stats realm 'Our pool'",
    'stats hide-version',
    'stats auth ops:pw',
  ]);
});

test('ports of listeners answer on a VIP', async () => {
  expect((await loadText(withHaproxy(both))).vips[0]?.ports).toEqual([80, 9000]);
});

describe('refused', () => {
  const listener = (more: string): string =>
    withHaproxy(
      `  listeners:\n    a: { bind: "*:80", servers: { s: { address: "192.0.2.21:80" } }${more} }\n`,
    );

  test.each([
    [
      'two kinds of checks',
      listener(', httpchk: /, tcp_check: [{ send: x }]'),
      'haproxy.listeners.a.tcp_check: servers are checked by `httpchk` or by `tcp_check`, not by both',
    ],
    [
      'a status of no request',
      listener(', httpchk_status: 200'),
      'haproxy.listeners.a.httpchk_status: `httpchk_status` is about a request that nobody makes',
    ],
    [
      'a line break in a check',
      listener(', tcp_check: [{ send: "a\\nb" }]'),
      'haproxy.listeners.a.tcp_check[0].send: must be one line of printable ASCII, 200 signs at most',
    ],
    [
      'the name of a backend',
      withHaproxy(
        `${frontends}  listeners: { app: { bind: "*:81", servers: { s: { address: "192.0.2.21:80" } } } }\n`,
      ),
      'haproxy.listeners.app: `app` is the name of a backend already',
    ],
    [
      'a bind that a frontend has',
      withHaproxy(
        `${frontends}  listeners: { b: { bind: "192.0.2.100:80", servers: { s: { address: "192.0.2.21:80" } } } }\n`,
      ),
      'haproxy.listeners.b.bind: 192.0.2.100:80 is already bound by frontend web',
    ],
    [
      'a server that is its own bind',
      withHaproxy(
        `${frontends}  listeners: { b: { bind: "*:81", servers: { s: { address: "192.0.2.100:80" } } } }\n`,
      ),
      'haproxy.listeners.b.servers.s.address: 192.0.2.100:80 is bound by haproxy itself: requests would run in a circle',
    ],
    [
      'a check of a port that nobody binds',
      changed('weight: -20', 'weight: -20, ports: [80, 81]'),
      'vrrp.track.haproxy.ports[1]: no frontend or listener binds port 81: behind it the check would find no server',
    ],
  ])('%s', async (_, text, expected) => {
    expect((await refusals(text)).map((one) => one.replace(/^\S+ /, ''))).toEqual([expected]);
  });
});
