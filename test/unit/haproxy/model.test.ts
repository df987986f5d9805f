import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { backendsBehind, frontendsOn } from '../../../src/haproxy/behind.ts';
import { parseHaproxy } from '../../../src/haproxy/config/parse.ts';
import { haproxyModelOf } from '../../../src/haproxy/model.ts';
import { serverDownBound, serverLossBound } from '../../../src/haproxy/timing.ts';
import { signs } from '../keepalived/mutate.ts';

const modelOf = (text: string) => haproxyModelOf(parseHaproxy(text));
const text = `global
  maxconn 4000
  hard-stop-after 30s
  stats socket /run/haproxy/admin.sock mode 660 level admin expose-fd listeners
  stats socket ipv4@127.0.0.1:9999
defaults base
  mode http
  timeout connect 5s
  timeout client 1m
  retries 2
  option redispatch
  default-server inter 3s rise 4
defaults
  mode tcp
  timeout connect 250
frontend web from base
  bind 192.0.2.100:80,192.0.2.200:80
  bind [2001:db8::1]:443,:::8080 ssl crt /x.pem
  bind unix@/run/x.sock
  bind *:9000-9002 transparent
  bind "\${ADDRESS}:80"
  use_backend api if { path /api }
  default_backend app
  maxconn 100
backend app from base
  balance leastconn
  option httpchk GET /health
  timeout server 30s
  default-server fall 2
  server a 192.0.2.1:8080 cookie check weight 10 maxconn 50
  server b 192.0.2.2:8080 backup no-check inter 500ms on-marked-down shutdown-sessions
  server c host.example disabled port 99
  server-template d 2 [2001:db8::5]:80 check
backend api
  no option redispatch
  server a 192.0.2.1:+10
listen l 192.0.2.7:5432
  server pg 192.0.2.9:5432 check downinter 1m
`;

describe('the model of a haproxy.cfg', () => {
  const model = modelOf(text);

  it('global', () => {
    expect(model.global).toMatchObject({
      maxconn: 4000,
      hardStopAfterMs: 30_000,
      sockets: [
        { address: '/run/haproxy/admin.sock', level: 'admin', mode: '660', exposesListeners: true },
        { address: 'ipv4@127.0.0.1:9999', level: 'operator', mode: null, exposesListeners: false },
      ],
    });
  });

  it('frontends and what they listen on', () => {
    const [web, listen] = model.frontends;
    expect(web).toMatchObject({
      name: 'web',
      mode: 'http',
      maxconn: 100,
      defaultBackend: 'app',
      useBackends: ['api'],
      timeouts: { connect: 5000, client: 60_000 },
    });
    expect(web?.binds.map(({ address, port, ssl }) => [address, port, ssl])).toEqual([
      ['192.0.2.100', 80, false],
      ['192.0.2.200', 80, false],
      ['2001:db8::1', 443, true],
      ['::', 8080, true],
      ['*', 9000, false],
      ['*', 9001, false],
      ['*', 9002, false],
      ['${ADDRESS}', 80, false],
    ]);
    expect(web?.binds.map(({ transparent }) => transparent).indexOf(true)).toBe(4);
    expect(listen).toMatchObject({
      kind: 'listen',
      mode: 'tcp',
      binds: [{ address: '192.0.2.7', port: 5432 }],
    });
  });

  it('backends and their servers, with what default-server says before them', () => {
    const [app, api, listen] = model.backends;
    expect(app).toMatchObject({
      balance: 'leastconn',
      httpchk: { method: 'GET', uri: '/health' },
      retries: 2,
      redispatch: true,
      timeouts: { connect: 5000, server: 30_000 },
    });
    expect(app?.servers).toMatchObject([
      // `check` here is the value of `cookie`.
      {
        name: 'a',
        address: '192.0.2.1',
        port: 8080,
        check: false,
        interMs: 3000,
        rise: 4,
        fall: 2,
        weight: 10,
        maxconn: 50,
      },
      {
        name: 'b',
        check: false,
        interMs: 500,
        fastInterMs: 500,
        backup: true,
        onMarkedDown: 'shutdown-sessions',
      },
      { name: 'c', address: 'host.example', port: null, disabled: true },
      { name: 'd1', address: '2001:db8::5', port: 80, check: true },
      { name: 'd2' },
    ]);
    expect(api).toMatchObject({
      retries: 3,
      redispatch: false,
      httpchk: null,
      timeouts: { connect: 250 },
      servers: [{ port: null, check: false, fall: 3, rise: 2, interMs: 2000 }],
    });
    expect(listen?.servers).toMatchObject([{ name: 'pg', downInterMs: 60_000, interMs: 2000 }]);
  });

  it('option httpchk: path alone, method and path, neither', () => {
    const checks = modelOf(
      'backend a\n option httpchk /x\nbackend b\n option httpchk HEAD /y HTTP/1.1\nbackend c\n option httpchk\n',
    ).backends.map(({ httpchk }) => httpchk);
    expect(checks).toEqual([
      { method: 'OPTIONS', uri: '/x' },
      { method: 'HEAD', uri: '/y' },
      { method: 'OPTIONS', uri: '/' },
    ]);
  });

  it('what is behind a VIP', () => {
    const vip = [{ address: '192.0.2.100' }];
    expect(frontendsOn(model, vip).map(({ name }) => name)).toEqual(['web']);
    expect(backendsBehind(model, vip).map(({ name }) => name)).toEqual(['app', 'api']);
    expect(backendsBehind(model, [{ address: '192.0.2.7' }]).map(({ name }) => name)).toEqual([
      'app',
      'api',
      'l',
    ]);
  });

  it('an old listener: its address in the section, its timeouts by their old names', () => {
    const old = modelOf('listen x :80\n  contimeout 5000\n  clitimeout 10s\n  redispatch\n');
    expect(old.frontends).toMatchObject([
      { binds: [{ address: '*', port: 80 }], timeouts: { connect: 5000, client: 10_000 } },
    ]);
    expect(old.backends).toMatchObject([{ redispatch: true }]);
  });
});

describe('how long a dead server counts as up', () => {
  const backend = (connect?: number, check?: number) => ({
    timeouts: { ...(connect !== undefined && { connect }), ...(check !== undefined && { check }) },
  });
  const server = { check: true, interMs: 2000, fastInterMs: 1000, fall: 3 };

  it('refused: inter + (fall - 1) × fastinter', () => {
    expect(serverDownBound(backend(), server, 'refused')).toBe(4000);
  });

  it('silent: every check also runs into its time limit', () => {
    expect(serverDownBound(backend(5000), server, 'silent')).toBe(4000 + 3 * 2000);
    expect(serverDownBound(backend(500, 1000), server, 'silent')).toBe(4000 + 3 * 500);
  });

  it('never without `check`, unless requests are led elsewhere', () => {
    expect(serverDownBound(backend(), { ...server, check: false }, 'refused')).toBe(Infinity);
    const [plain, led] = modelOf(
      'defaults\n timeout connect 2s\nbackend a\n server s 192.0.2.1:1\nbackend b\n option redispatch\n server s 192.0.2.1:1\n',
    ).backends.flatMap((one) => one.servers.map((of) => serverLossBound(one, of)));
    expect([plain, led]).toEqual([Infinity, 6000]);
  });

  it('slower checks never shorten it', () => {
    const ms = fc.integer({ min: 1, max: 60_000 });
    const servers = fc.record({
      check: fc.constant(true),
      interMs: ms,
      fastInterMs: ms,
      fall: fc.integer({ min: 1, max: 10 }),
    });
    const settings = fc.constantFrom('interMs' as const, 'fastInterMs' as const, 'fall' as const);
    fc.assert(
      fc.property(servers, ms, settings, (one, connect, setting) => {
        const slower = { ...one, [setting]: one[setting] + 1 };
        for (const how of ['refused', 'silent'] as const) {
          const of = (which: typeof one) => serverDownBound(backend(connect), which, how);
          expect(of(slower)).toBeGreaterThanOrEqual(of(one));
        }
      }),
    );
  });
});

test('never throws, whatever the text', () => {
  const keywords = [
    'frontend f',
    'backend b',
    'listen l',
    'defaults d from d',
    'bind :1-99999',
    'server',
    'server a b:c check inter',
    'server-template x 1-99999999 y',
    'option httpchk',
    'timeout connect',
    'no',
    'stats socket',
    'default-server',
    '\n',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...keywords, ...signs), { maxLength: 40 }), (all) => {
      modelOf(all.join(' '));
      modelOf(all.join('\n'));
    }),
    { numRuns: 1000 },
  );
});
