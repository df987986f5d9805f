const MEGABYTE = 1_000_000;

const fill = (part: string) => part.repeat(Math.ceil(MEGABYTE / part.length));

const counted = (part: (n: number) => string) => {
  const size = part(10_000).length;
  return Array.from({ length: Math.ceil(MEGABYTE / size) }, (_, n) => part(n)).join('');
};

/** A megabyte each, of what costs a careless reader time that grows with the square. */
export const shapes: Record<string, string> = {
  'open braces': fill('{'),
  'closed braces': fill('}'),
  'blocks in blocks': fill('vrrp_instance V {\n'),
  quotes: fill('"'),
  'single quotes': fill("'"),
  'quotes in words': fill(`a"b'c\\`),
  'open quotes': fill('global_defs "\n'),
  blanks: fill(' \t'),
  'blanks before a comment': `${fill(' ')}# x`,
  'line ends': fill('\n'),
  'carriage returns': fill('\r'),
  backslashes: fill('\\'),
  'lines that go on': fill('$A=x\\\n'),
  'a definition that goes on': `$A= \\\n${fill('  \\\n')}`,
  'one word': fill('x'),
  'one line of words': fill('x '),
  'a number': `priority ${fill('9')}\n`,
  'a comment': `#${fill('!#')}`,
  comments: fill('# x\n'),
  dollars: fill('$'),
  'open names': fill('${A'),
  'a definition of itself': `$A=$A $A\n${fill('x $A\n')}`,
  'definitions of each other': `$A=$B $B\n$B=$C $C\n$C=$D $D\n$D=x\n${fill('$A $A $A $A\n')}`,
  sequences: fill('~SEQ(A, 1, 9999) ~SEQ(B, 1, 9999) $A $B\n'),
  conditions: fill('@a @b @^c x\n'),
  includes: fill('include /etc/keepalived/*\n'),
  'globs of stars': `include /etc/keepalived/${fill('*a')}\n`,
  'unknown words': counted((n) => `priorit${n} x\n`),
  ellipses: fill('... ...\n'),
  allowances: fill('# hadeploy: allow VRRP060: x\npriorty 1\n'),
  'allowances without a reason': fill('# hadeploy: allow VRRP060\npriorty 1\n'),
  'an allowance that never ends': `# hadeploy: allow ${fill('VRRP060, ')}`,
  instances: counted(
    (n) =>
      `vrrp_instance V${n} {\n  interface eth0\n  virtual_router_id ${n % 255}\n  priority 100\n  virtual_ipaddress {\n    10.${n >> 16}.${(n >> 8) & 255}.${n & 255}/24\n  }\n}\n`,
  ),
  'instances of one name': fill(
    'vrrp_instance V {\n  interface eth0\n  virtual_router_id 5\n  virtual_ipaddress {\n    10.0.0.1\n  }\n}\n',
  ),
  addresses: `vrrp_instance V {\n  virtual_ipaddress {\n${counted((n) => `    10.${n >> 16}.${(n >> 8) & 255}.${n & 255}\n`)}  }\n}\n`,
  'one address often': `vrrp_instance V {\n  virtual_ipaddress {\n${fill('    10.0.0.1\n')}  }\n}\n`,
  'scripts and who tracks them': `${counted((n) => `vrrp_script s${n} {\n  script "/bin/s${n} a"\n  weight -20\n}\n`)}vrrp_instance V {\n  track_script {\n${counted((n) => `    s${n}\n`)}  }\n}\n`,
  groups: counted((n) => `vrrp_sync_group g${n} {\n  group {\n    V${n}\n    W\n  }\n}\n`),
  'virtual servers': counted(
    (n) =>
      `virtual_server 10.0.${(n >> 8) & 255}.${n & 255} 80 {\n  real_server 10.1.0.1 80 {\n    TCP_CHECK {\n    }\n  }\n}\n`,
  ),
  frontends: counted(
    (n) =>
      `frontend f${n}\n  bind :${n % 65535}\n  default_backend b${n}\nbackend b${n}\n  server s 10.0.0.1:80\n`,
  ),
  binds: `frontend f\n${counted((n) => `  bind 10.0.${(n >> 8) & 255}.${n & 255}:${n % 65535}\n`)}`,
  'a bind of many': `frontend f\n  bind ${counted((n) => `:${n % 65535},`)}\n`,
  servers: `backend b\n${counted((n) => `  server s${n} 10.0.${(n >> 8) & 255}.${n & 255}:80 check inter 2s\n`)}`,
  defaults: counted((n) => `defaults d${n} from d${n - 1}\n  timeout client 5s\n`),
  'ranges of ports': `frontend f\n${fill('  bind :1-65535\n')}`,
  'frontends with ranges': counted((n) => `frontend f${n}\n  bind 10.0.0.1:${n}-${n + 999}\n`),
  'templates of servers': `backend b\n${fill('  server-template s 1-1000 x:80\n')}`,
  'defaults of servers': `backend b\n${counted((n) => `  default-server a${n}\n  server s${n} 10.0.0.1:80\n`)}`,
  'defaults of frontends': `defaults\n${counted((n) => `  timeout t${n} 5s\n`).slice(0, 2000)}\n${counted((n) => `frontend f${n}\n`)}`,
  'one VRID, other peers': counted(
    (n) =>
      `vrrp_instance V${n} {\n  interface eth0\n  virtual_router_id 5\n  unicast_peer {\n    10.${n >> 16}.${(n >> 8) & 255}.${n & 255}\n  }\n}\n`,
  ),
  'public and internal': counted(
    (n) =>
      `vrrp_instance ${n % 2 ? 'public' : 'intern'}${n} {\n  interface eth0\n  virtual_ipaddress {\n    10.${n >> 16}.${(n >> 8) & 255}.${n & 255}/32\n  }\n}\n`,
  ),
  'checks of one script': counted(
    (n) => `vrrp_script s${n} {\n  script "/etc/keepalived/check_haproxy.sh ${n}"\n}\n`,
  ),
  conditionals: fill('.if x\n'),
  'ends of conditionals': fill('.endif\n'),
};
