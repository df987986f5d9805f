import { addresses, vips } from '../lab.ts';
import type { HandMade } from './types.ts';

export const clusterPassword = 'sh4red';
export const userPassword = 'kitchen-door';

/** What a careful person keeps in a repository and copies to both nodes: no file has two forms. */
export const includes: HandMade = {
  name: 'edge',
  about: 'the same files on both nodes, with includes, definitions and lines for a host',
  held: { [vips[0] ?? '']: 'lb01', [vips[1] ?? '']: 'lb01' },
  files: () => ({
    '/etc/keepalived/keepalived.conf': {
      mode: '640',
      text: `# The same file on both nodes: what differs stands in @lines.
$IFACE=eth0
$PASS="${clusterPassword}"
$WEB=${vips[0]}/24
$API=${vips[1]}/24

global_defs {
    @lb01 router_id edge-a
    @lb02 router_id edge-b
    vrrp_version 2
    script_user root
    enable_script_security
    vrrp_garp_master_refresh 60
}

include conf.d/*.conf
`,
    },
    '/etc/keepalived/conf.d/10-checks.conf': {
      text: `vrrp_script haproxy {
    script "/etc/keepalived/scripts/haproxy-alive"
    interval 2
    timeout 1
    fall 2
    rise 2
}
`,
    },
    '/etc/keepalived/conf.d/20-web.conf': { mode: '640', text: instance('WEB', 61, '$WEB') },
    '/etc/keepalived/conf.d/30-api.conf': { mode: '640', text: instance('API', 62, '$API') },
    '/etc/keepalived/conf.d/README': { text: 'One file a service. Numbers decide the order.\n' },
    '/etc/keepalived/scripts/haproxy-alive': {
      mode: '755',
      text: `#!/bin/sh
# haproxy answers on its socket
echo 'show info' | socat -t 1 unix-connect:/run/haproxy/admin.sock stdio 2>/dev/null | grep -q '^Uptime'
`,
    },
    '/etc/sysctl.d/90-vip.conf': { text: 'net.ipv4.ip_nonlocal_bind = 1\n' },
    '/etc/haproxy/haproxy.cfg': {
      text: `global
    log /dev/log local0
    user haproxy
    group haproxy
    maxconn 400
    stats socket /run/haproxy/admin.sock mode 660 level admin expose-fd listeners

defaults http
    log global
    mode http
    option httplog
    option forwardfor except 127.0.0.0/8
    timeout connect 3s
    timeout client 30s
    timeout server 30s
    timeout http-request 10s

userlist staff
    user anna insecure-password ${userPassword}

frontend web from http
    bind ${vips[0]}:80
    acl is_api path_beg /api/
    http-request auth realm inside if { path_beg /inside/ } !{ http_auth(staff) }
    use_backend api if is_api
    default_backend site

frontend api from http
    bind ${vips[1]}:80
    default_backend api

backend site from http
    balance leastconn
    cookie SRV insert indirect nocache
    option httpchk
    http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host check.local
    http-check expect status 200
    default-server inter 2s fall 3 rise 2
    server web01 ${addresses.WEB01}:80 check cookie a
    server web02 ${addresses.WEB02}:80 check cookie b

backend api from http
    balance roundrobin
    option httpchk GET /healthz
    server-template web 1-2 ${addresses.WEB01}:80 check
    server web02 ${addresses.WEB02}:80 check backup
`,
    },
  }),
};

function instance(name: string, vrid: number, vip: string): string {
  return `vrrp_instance ${name} {
    state BACKUP
    interface $IFACE
    virtual_router_id ${vrid}
    @lb01 priority 150
    @lb02 priority 140
    advert_int 1
    @lb01 unicast_src_ip ${addresses.LB01}
    @lb02 unicast_src_ip ${addresses.LB02}
    unicast_peer {
        @lb01 ${addresses.LB02}
        @lb02 ${addresses.LB01}
    }
    authentication {
        auth_type PASS
        auth_pass $PASS
    }
    virtual_ipaddress {
        ${vip}
    }
    track_script {
        haproxy
    }
}
`;
}
