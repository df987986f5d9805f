import { describe, expect, it } from 'vitest';
import { haproxyInFull, unsaidSection } from '../../../src/adopt/haproxy-section.ts';
import { SecretNames } from '../../../src/adopt/secret-names.ts';
import { parseHaproxy } from '../../../src/haproxy/config/parse.ts';

function saidOf(text: string): Record<string, unknown> {
  return haproxyInFull(parseHaproxy(text), new SecretNames());
}

describe('listeners', () => {
  it('are what `listen` says of clients and of servers', () => {
    const said = saidOf(`listen db
    mode tcp
    bind 192.0.2.10:3306
    bind *:3307
    maxconn 200
    timeout tunnel 8h
    balance leastconn
    option tcp-check
    tcp-check send 'PING'\\r\\n
    tcp-check expect string +PONG
    default-server inter 1s fastinter 500ms rise 2 fall 4 on-marked-down shutdown-sessions
    server db1 192.0.2.20:3306 check weight 3
    server db2 192.0.2.21:3306 check backup
`);
    expect(said['listeners']).toEqual({
      db: {
        bind: ['192.0.2.10:3306', '*:3307'],
        mode: 'tcp',
        maxconn: 200,
        timeouts: { tunnel: '8h' },
        balance: 'leastconn',
        tcp_check: [{ send: 'PING' }, { expect: '+PONG' }],
        health: { inter: '1s', fastinter: '500ms', fall: 4 },
        drop_dead_sessions: true,
        servers: {
          db1: { address: '192.0.2.20:3306', weight: 3 },
          db2: { address: '192.0.2.21:3306', backup: true },
        },
      },
    });
  });

  it('are none where there is no `listen`', () => {
    const said = saidOf('frontend web\n    bind *:80\n    default_backend app\n');
    expect(said).not.toHaveProperty('listeners');
    expect(said['frontends']).toEqual({ web: { bind: '*:80', default_backend: 'app' } });
  });
});

describe('what is said once for all proxies', () => {
  it('is found in each', () => {
    const options = '    option forwardfor\n    option http-server-close\n';
    expect(saidOf(`listen web\n    bind *:80\n${options}`)).toMatchObject({
      forwardfor: true,
      http_server_close: true,
    });
  });

  it('is not said where it is not, or is taken back', () => {
    const said = saidOf('frontend web\n    bind *:80\n    no option forwardfor\n');
    expect(said).not.toHaveProperty('forwardfor');
    expect(said).not.toHaveProperty('http_server_close');
  });
});

describe('sections without words', () => {
  it.each([
    ['peers mates\n    peer one 192.0.2.1:1024\n', 'a section `peers`'],
    [
      'listen stats\n    bind *:8404\n    stats enable\n',
      '`listen stats`, which has no server of its own',
    ],
    [
      'listen web\n    bind *:80\n    default_backend app\n',
      '`listen web`, which has no server of its own',
    ],
  ])('are told: %j', (text, words) => {
    expect(unsaidSection(parseHaproxy(text))).toBe(words);
  });

  it('are not those with servers, nor a frontend or backend', () => {
    const listen = 'listen web\n    bind *:80\n    server one 192.0.2.20:80\n';
    const others = 'global\ndefaults\nfrontend a\n    default_backend b\nbackend b\n';
    expect(unsaidSection(parseHaproxy(`${others}${listen}`))).toBeNull();
  });
});
