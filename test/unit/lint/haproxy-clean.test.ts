import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { haproxyRules } from '../../../src/lint/rules/haproxy/index.ts';
import { subjectOf, type Given } from './pair.ts';

const golden = new URL('../../golden/prod-bj/', import.meta.url);

function goldenNode(name: string): Given {
  const read = (path: string) => readFileSync(new URL(`${name}${path}`, golden), 'utf8');
  const check = '/etc/keepalived/check_haproxy.sh';
  return {
    keepalived: read('/etc/keepalived/keepalived.conf'),
    haproxy: read('/etc/haproxy/haproxy.cfg'),
    files: { [check]: { text: read(check), mode: 0o755 } },
  };
}

function worse(nodes: Record<string, Given>) {
  return lint([subjectOf(nodes)], { rules: haproxyRules }).findings.filter(
    ({ severity }) => severity !== 'note',
  );
}

/** As the write-ups of the field have it. */
const plain: Given = {
  keepalived: `vrrp_script chk_haproxy {
  script "killall -0 haproxy"
  interval 2
  weight -20
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress {
    192.0.2.10
  }
  track_script {
    chk_haproxy
  }
}
`,
  haproxy: `global
    log /dev/log local0
    log /dev/log local1 notice
    chroot /var/lib/haproxy
    stats socket /run/haproxy/admin.sock mode 660 level admin
    stats timeout 30s
    user haproxy
    group haproxy
    daemon
    ca-base /etc/ssl/certs
    crt-base /etc/ssl/private
    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets

defaults
    log global
    mode http
    option httplog
    option dontlognull
    timeout connect 5000
    timeout client 50000
    timeout server 50000
    errorfile 503 /etc/haproxy/errors/503.http

frontend http_front
    bind *:80
    default_backend http_back

backend http_back
    balance roundrobin
    server web1 192.0.2.21:80 check
    server web2 192.0.2.22:80 check
`,
};

describe('a correct pair gets no error and no warning', () => {
  test('the shipped one', () => {
    const names = ['prod-bj-lb01', 'prod-bj-lb02'];
    expect(worse(Object.fromEntries(names.map((name) => [name, goldenNode(name)])))).toEqual([]);
  });

  test.each([undefined, '1.8.8', '2.0.33', '2.4.22', '2.6.12', '3.2.0'])(
    'a plain one, haproxy %s',
    (haproxy) => {
      const node = { ...plain, ...(haproxy !== undefined && { versions: { haproxy } }) };
      expect(worse({ lb01: node, lb02: node })).toEqual([]);
    },
  );
});

test('whatever stands in the files: an answer, and soon', () => {
  const text = plain.haproxy ?? '';
  const signs = fc.constantFrom(
    ...'\n #"\'\\$%{}()[]:.,@*-/0a',
    'bind ',
    'server ',
    '.if ',
    '::',
    '%eth0',
    '70000',
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(text.length), fc.nat(12), signs), { minLength: 1, maxLength: 12 }),
      (edits) => {
        const haproxy = edits.reduce(
          (all, [at, length, sign]) => all.slice(0, at) + sign + all.slice(at + length),
          text,
        );
        // Time of the processor: a busy machine is not a slow rule.
        const { user: start } = process.cpuUsage();
        worse({ a: { ...plain, haproxy }, b: plain });
        return process.cpuUsage().user - start < 1_000_000;
      },
    ),
    { numRuns: 300 },
  );
});

test('each rule has its number, in order', () => {
  const ids = haproxyRules.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
});
