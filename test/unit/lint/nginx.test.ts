import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { deadServerIsGivenUpSoon } from '../../../src/lint/rules/nginx/dead-server-is-given-up-soon.ts';
import { deadServerIsLeftOut } from '../../../src/lint/rules/nginx/dead-server-is-left-out.ts';
import { nginxRules } from '../../../src/lint/rules/nginx/index.ts';
import { nginxCanBeRead } from '../../../src/lint/rules/nginx/nginx-can-be-read.ts';
import { nginxStartsWithoutDns } from '../../../src/lint/rules/nginx/nginx-starts-without-dns.ts';
import { nonlocalListenAllowed } from '../../../src/lint/rules/nginx/nonlocal-listen-allowed.ts';
import { serverNamesAreDistinct } from '../../../src/lint/rules/nginx/server-names-are-distinct.ts';
import { serversKnowTheClient } from '../../../src/lint/rules/nginx/servers-know-the-client.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { hostile } from './hostile.ts';
import { findingsOf, instance, subjectOf } from './pair.ts';

const CONF = '/etc/nginx/nginx.conf';
const two = 'upstream app { server 192.0.2.21; server 192.0.2.22; }';

function found(rule: Rule, conf: string, more: Record<string, string> = {}) {
  const keepalived = instance('virtual_router_id 51\nvirtual_ipaddress {\n192.0.2.10/24\n}');
  return findingsOf(rule, { lb01: { keepalived, files: { [CONF]: conf, ...more } } });
}

const said = (rule: Rule, http: string, more: Record<string, string> = {}) =>
  found(rule, `events { }\nhttp {\n${http}\n}\n`, more).map(
    ({ severity, line, message }) => `${severity} ${line}: ${message}`,
  );

const good = `proxy_connect_timeout 2s;
proxy_set_header Host $host;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
upstream app { server 192.0.2.21 max_fails=3 fail_timeout=5s; server 192.0.2.22 max_fails=3; }
server { listen 80; server_name a.example; location / { proxy_pass http://app; } }
server { listen 80; server_name b.example; return 404; }`;

test('a good one: nothing is said of it, and nothing without nginx', () => {
  for (const rule of nginxRules) {
    expect(said(rule, good)).toEqual([]);
    expect(findingsOf(rule, { a: {} })).toEqual([]);
  }
});

test('NGX001: max_fails', () => {
  expect(said(deadServerIsLeftOut, two)).toEqual([
    'note 3: upstream app: one failed request takes a server out for 10 s, the default',
  ]);
  expect(
    said(deadServerIsLeftOut, 'upstream app { server 192.0.2.21 max_fails=0; server x; }'),
  ).toEqual(['warning 3: server 192.0.2.21 of upstream app is never taken out (max_fails=0)']);
  expect(said(deadServerIsLeftOut, 'upstream app { server x; server y backup; }')).toEqual([]);
});

describe('NGX002: proxy_connect_timeout', () => {
  const location = 'location / { proxy_pass http://app; }';

  test('the default, or too long', () => {
    expect(said(deadServerIsGivenUpSoon, `${two} server { ${location} }`)).toEqual([
      'warning 3: a request to app that is dead waits for 60 s (proxy_connect_timeout, the default)',
    ]);
    expect(
      said(deadServerIsGivenUpSoon, `server { proxy_connect_timeout "1m 30s";\n${location} }`),
    ).toEqual(['note 3: a request to app that is dead waits for 90 s (proxy_connect_timeout)']);
  });

  test('silent: inherited, a variable, or what may stand elsewhere', () => {
    const silent = (http: string) => said(deadServerIsGivenUpSoon, `${two} ${http}`);
    expect(silent(`proxy_connect_timeout 500ms; server { ${location} }`)).toEqual([]);
    expect(silent(`proxy_connect_timeout $t; server { ${location} }`)).toEqual([]);
    expect(silent(`include proxy.conf; server { ${location} }`)).toEqual([]);
    expect(silent(`include mime.types; server { ${location} }`)).toHaveLength(1);
  });
});

describe('NGX003: headers', () => {
  const location = 'server { location / { proxy_pass http://app; } }';

  test('missing, or lost by one of its own', () => {
    expect(said(serversKnowTheClient, location)).toEqual([
      'note 3: requests to app go without Host and X-Forwarded-For',
    ]);
    const own = 'location / { proxy_set_header X-A b; proxy_pass http://app; }';
    expect(said(serversKnowTheClient, good.replace(/location.*?\}/, own)).join()).toContain(
      'without Host and X-Forwarded-For',
    );
  });

  test('silent: in an included file', () => {
    const headers = 'proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr;';
    const more = { '/etc/nginx/proxy_params': headers };
    expect(said(serversKnowTheClient, `include proxy_params; ${location}`, more)).toEqual([]);
    expect(said(serversKnowTheClient, `include proxy_params; ${location}`)).toEqual([]);
  });
});

test('NGX004: a VIP that the node does not have', () => {
  const off = { '/etc/sysctl.d/60-x.conf': 'net.ipv4.ip_nonlocal_bind = 0\n' };
  const on = { '/etc/sysctl.d/60-x.conf': 'net.ipv4.ip_nonlocal_bind = 1\n' };
  const http = 'server { listen 192.0.2.10:80; }';
  expect(said(nonlocalListenAllowed, http, off)).toEqual([
    'error 3: nginx listens on VIP 192.0.2.10:80, and net.ipv4.ip_nonlocal_bind is 0 on lb01: it cannot start there while the VIP is elsewhere',
  ]);
  expect(said(nonlocalListenAllowed, http, on)).toEqual([]);
  expect(said(nonlocalListenAllowed, 'server { listen 80; listen [::]:80; }', off)).toEqual([]);
  const stream = found(nonlocalListenAllowed, 'stream { server { listen 192.0.2.10:5432; } }', off);
  expect(stream).toHaveLength(1);
});

describe('NGX005: one name twice', () => {
  test('on the same port', () => {
    const http = 'server { listen 80; server_name A.example; }\nserver { server_name a.example; }';
    expect(said(serverNamesAreDistinct, http)).toEqual([
      'warning 4: server_name a.example is there for port 80 of * already (line 3): this one is ignored',
    ]);
    expect(said(serverNamesAreDistinct, 'server { listen 81; }\nserver { listen 81; }')).toEqual([
      'warning 4: a server without a name is there for port 81 of * already (line 3): this one is ignored',
    ]);
  });

  test('silent: other ports, other names, twice in one server', () => {
    const http =
      'server { listen 80; listen [::]:80; server_name a a; }\nserver { listen 81; server_name a; }\nserver { listen 80; server_name b; }';
    expect(said(serverNamesAreDistinct, http)).toEqual([]);
  });

  test('across files', () => {
    const site = 'server { listen 80; server_name a; }';
    const more = { '/etc/nginx/conf.d/a.conf': site, '/etc/nginx/conf.d/b.conf': site };
    const [only] = found(serverNamesAreDistinct, 'http { include conf.d/*.conf; }', more);
    expect(only).toMatchObject({ file: 'lb01/etc/nginx/conf.d/b.conf', line: 1 });
  });
});

describe('NGX006: names', () => {
  test('of an upstream, and in proxy_pass', () => {
    expect(said(nginxStartsWithoutDns, 'upstream app { server app1:8080; }')).toEqual([
      'warning 3: nginx neither starts nor reloads on lb01 while app1 does not resolve',
    ]);
    const http = 'server { location / { proxy_pass https://app.example/x; } }';
    expect(said(nginxStartsWithoutDns, http).join()).toContain('app.example does not resolve');
  });

  test.each([
    'upstream app { server 192.0.2.21:80; server [2001:db8::1]:80; server unix:/run/x; }',
    'upstream app { server localhost:80; server app1; server app2 resolve; }',
    'server { set $a app.example; location / { proxy_pass http://$a; } }',
    `${two} server { location / { proxy_pass http://app; } }`,
    'include sites/*; include gone.conf; server { location / { proxy_pass http://app; } }',
  ])('silent: %s', (http) => {
    expect(said(nginxStartsWithoutDns, http, { '/etc/hosts': '192.0.2.21 app1\n' })).toEqual([]);
  });
});

test('NGX010: what nginx refuses', () => {
  expect(found(nginxCanBeRead, 'http {\n  server { listen 80 }\n')).toMatchObject([
    { line: 1, message: 'the block of http has no }' },
    { line: 2, column: 12, message: 'listen has no ; at its end' },
  ]);
});

test('broken files: an answer, whatever stands in them', () => {
  const text = `http {\n  include conf.d/*.conf;\n${good}\n}\n`;
  for (let seed = 0; seed < 40; seed += 1) {
    const files = {
      [CONF]: hostile(text, seed),
      '/etc/nginx/conf.d/a.conf': hostile(text, seed + 1),
    };
    const { findings } = lint([subjectOf({ lb01: { files } })], { rules: nginxRules });
    for (const { line } of findings) expect(line, `seed ${seed}`).toBeGreaterThan(0);
  }
});

test('a thousand locations: soon', () => {
  const one = 'location /a { proxy_pass http://app.example; }\n';
  const files = { [CONF]: `http {\nserver {\n${one.repeat(1000)}}\n}\n` };
  const start = process.cpuUsage();
  lint([subjectOf({ lb01: { files } })], { rules: nginxRules });
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(1000);
});
