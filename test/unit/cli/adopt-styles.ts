/** Pairs as people make them, files by path below a directory for each node. */

export const password = 'geheim12';

/** Everything in one file, with tabs, comments, and what looks like a template. */
export function byHand(): Record<string, string> {
  const conf = (own: number): string => `! Configuration File for keepalived
global_defs {
\trouter_id\tLVS_${own}   # by hand
}
vrrp_script chk {
\tscript "/etc/keepalived/chk.sh --fast"
\tinterval 2
}
vrrp_instance VI_1 {
\tstate ${own === 1 ? 'MASTER' : 'BACKUP'}
\tinterface eth0
\tvirtual_router_id 77
\tpriority ${own === 1 ? 100 : 90}
\tunicast_src_ip 192.0.2.1${own}
\tunicast_peer {
\t\t192.0.2.1${3 - own}
\t}
\tauthentication {
\t\tauth_type PASS
\t\tauth_pass ${password}   # {{ no }} {% template %}
\t}
\tvirtual_ipaddress {
\t\t192.0.2.10/24 dev eth0 label eth0:1
\t}
\ttrack_script {
\t\tchk
\t}
}
`;
  return pairOf((own) => ({
    'keepalived.conf': conf(own),
    'haproxy.cfg': haproxy('stats auth admin:gehe1mnis'),
    'chk.sh': '#!/bin/sh\nkillall -0 haproxy\n',
  }));
}

/** A main file of nothing but includes. */
export function byIncludes(): Record<string, string> {
  return pairOf((own) => ({
    'keepalived.conf': 'global_defs {\n    router_id lb\n}\ninclude conf.d/*.conf\n',
    'conf.d/10-vip.conf': `vrrp_instance VI_1 {
    state BACKUP
    interface ens3
    virtual_router_id 78
    priority ${own === 1 ? 150 : 140}
    nopreempt
    authentication {
        auth_type PASS
        auth_pass ${password}
    }
    virtual_ipaddress {
        192.0.2.10/24
        192.0.2.12/24
    }
    track_script {
        chk
    }
}
`,
    'conf.d/00-check.conf': 'vrrp_script chk {\n    script /etc/keepalived/chk.sh\n}\n',
    'chk.sh': '#!/bin/sh\nkillall -0 haproxy\n',
    'haproxy.cfg': haproxy(''),
  }));
}

/** Two instances, each preferred by another node; the second node has a comment of its own. */
export function activeActive(): Record<string, string> {
  const instance = (
    name: string,
    vrid: number,
    priority: number,
  ): string => `vrrp_instance ${name} {
  state ${priority > 100 ? 'MASTER' : 'BACKUP'}
  interface eth0
  virtual_router_id ${vrid}
  priority ${priority}
  virtual_ipaddress {
    192.0.2.${vrid}
  }
}
`;
  return pairOf((own) => ({
    'keepalived.conf': [
      ...(own === 2 ? ['# the node in the cellar\n'] : []),
      instance('WEB', 51, own === 1 ? 110 : 90),
      instance('MAIL', 52, own === 1 ? 90 : 110),
    ].join(''),
    'haproxy.cfg': haproxy(''),
  }));
}

function pairOf(files: (own: 1 | 2) => Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    ([1, 2] as const).flatMap((own) =>
      Object.entries(files(own)).map(([path, text]) => [`lb0${own}/${path}`, text]),
    ),
  );
}

function haproxy(more: string): string {
  return `global
    maxconn 4000
    stats socket /var/run/haproxy.sock mode 660 level admin
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s
frontend web
    bind 192.0.2.10:80
    bind :443 ssl crt /etc/haproxy/site.pem
    log-format "%ci %{+Q}r"
    stats enable
    ${more}
    default_backend app
backend app
    option httpchk GET /
    server one 192.0.2.20:80 check
    server two 192.0.2.21:80 check
`;
}
