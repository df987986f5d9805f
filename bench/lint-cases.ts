/** What one node's directory holds, by file name. */
export type Files = Record<string, string>;

/** A pair of directories for `hadeploy lint`. */
export interface Case {
  name: string;
  nodes: readonly [Files, Files];
}

const MEGABYTE = 1_000_000;

const fill = (part: string, size = MEGABYTE): string =>
  part.repeat(Math.ceil(size / part.length)).slice(0, size);
const each = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join('');
const address = (at: number, net = '10'): string =>
  `${net}.${at >> 16}.${(at >> 8) & 255}.${at & 255}`;

/** A thousand instances in a hundred groups, each with a check of its own. */
function keepalivedOf(count: number, own: number): string {
  const [priority, state] = own === 1 ? [100, 'MASTER'] : [90, 'BACKUP'];
  const scripts = each(
    count,
    (at) =>
      `vrrp_script chk${at} {\n  script "/usr/bin/curl -sf http://127.0.0.1:${8000 + at}/"\n  interval 2\n  weight 0\n  fall 2\n  rise 2\n}\n`,
  );
  const groups = each(
    count / 10,
    (at) =>
      `vrrp_sync_group G${at} {\n  group {\n${each(10, (one) => `    V${at * 10 + one}\n`)}  }\n}\n`,
  );
  const instances = each(
    count,
    (at) =>
      `vrrp_instance V${at} {\n  state ${state}\n  interface eth${at >> 7}\n  virtual_router_id ${(at % 254) + 1}\n` +
      `  priority ${priority}\n  advert_int 1\n  authentication {\n    auth_type PASS\n    auth_pass pw${at}\n  }\n` +
      `  unicast_src_ip 192.168.0.${own}\n  unicast_peer {\n    192.168.0.${3 - own}\n  }\n` +
      `  virtual_ipaddress {\n    ${address(at)}/24\n  }\n  track_script {\n    chk${at}\n  }\n}\n`,
  );
  return `global_defs {\n  router_id lb${own}\n  script_user root\n  enable_script_security\n}\n${scripts}${groups}${instances}`;
}

/** Frontends, and backends of ten servers each. */
function haproxyOf(count: number): string {
  const head =
    'global\n  maxconn 20000\n  stats socket /run/haproxy.sock mode 660 level admin expose-fd listeners\n' +
    'defaults\n  mode http\n  timeout connect 5s\n  timeout client 30s\n  timeout server 30s\n';
  const proxies = each(
    count,
    (at) =>
      `frontend f${at}\n  bind ${address(at)}:80\n  default_backend b${at}\n` +
      `backend b${at}\n  balance roundrobin\n  option httpchk GET /health\n` +
      each(
        10,
        (one) =>
          `  server s${one} ${address(at * 10 + one, '172')}:8080 check inter 2s fall 3 rise 2\n`,
      ),
  );
  return head + proxies;
}

/** A megabyte each. */
const shapes: Record<string, string> = {
  'one line': fill('x '),
  'open braces': fill('{'),
  'closed braces': fill('}'),
  quotes: fill('"'),
  conditions: fill('@x'),
  'lines for others': fill('@x\n'),
  'definitions that double': `$A=x y\n${fill('$A=$A$A\n', MEGABYTE / 2)}${fill('a $A\n', MEGABYTE / 2)}`,
  'definitions of each other': `$D0=x y\n${each(60, (at) => `$D${at + 1}=$D${at} $D${at}\n`)}${fill('a $D60\n')}`,
  sequences: fill('~SEQ(A, 1, 9999) ~SEQ(B, 1, 9999) $A $B\n'),
  includes: fill('include /etc/keepalived/*.conf\n'),
  '.if': fill('.if\n'),
  backslashes: fill('\\'),
  'backslashes that join': fill('$A=x\\\n'),
  'short lines': fill('a b\n'),
  'line ends': fill('\n'),
  'carriage returns': fill('x\r\n'),
  passwords: each(30_000, (at) => `auth_pass password${at}\n`),
  'nested blocks': fill('vrrp_instance V {\n'),
};

function hostile(name: string, text: string): Case {
  const files = { 'keepalived.conf': text, 'haproxy.cfg': text };
  return { name: `1 MB of ${name}`, nodes: [files, files] };
}

/** Each file includes the next one. */
function chain(length: number): Files {
  const names = Array.from({ length }, (_, at) => [`c${at}.conf`, `include c${at + 1}.conf\n`]);
  return { 'keepalived.conf': 'include c0.conf\n', ...(Object.fromEntries(names) as Files) };
}

/** Each includes all of them. */
function circle(count: number): Files {
  const names = Array.from({ length: count }, (_, at) => [
    `c${at}.conf`,
    fill('include c*.conf\n', 10_000),
  ]);
  return { 'keepalived.conf': 'include c*.conf\n', ...(Object.fromEntries(names) as Files) };
}

export const cases: readonly Case[] = [
  {
    name: '1000 instances, groups and checks',
    nodes: [
      { 'keepalived.conf': keepalivedOf(1000, 1) },
      { 'keepalived.conf': keepalivedOf(1000, 2) },
    ],
  },
  {
    name: '1000 backends of 10 servers',
    nodes: [{ 'haproxy.cfg': haproxyOf(1000) }, { 'haproxy.cfg': haproxyOf(1000) }],
  },
  { name: 'a chain of 1000 includes', nodes: [chain(1000), chain(1000)] },
  { name: '100 files that include each other', nodes: [circle(100), circle(100)] },
  ...Object.entries(shapes).map(([name, text]) => hostile(name, text)),
];
