interface Wrong {
  vrid?: number;
  /** Where the VIP's line goes. */
  before?: string;
}

/** A keepalived.conf as write-ups have it; `lb01` is the master. */
export function keepalivedConf(
  node: 'lb01' | 'lb02',
  { vrid = 51, before = '' }: Wrong = {},
): string {
  const [state, priority] = node === 'lb01' ? ['MASTER', 100] : ['BACKUP', 90];
  return `global_defs {
    router_id ${node}
}
vrrp_script chk_haproxy {
    script "/usr/bin/killall -0 haproxy"
    interval 2
    weight -20
}
vrrp_instance VI_1 {
    state ${state}
    interface eth0
    virtual_router_id ${vrid}
    priority ${priority}
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass s3cr3tpw
    }
${before}    virtual_ipaddress {
        192.0.2.10/24
    }
    track_script {
        chk_haproxy
    }
}
`;
}

export const haproxyCfg = `global
    maxconn 4000
    stats socket /run/haproxy/admin.sock mode 660 level admin
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s
    option redispatch
frontend http_front
    bind *:80
    default_backend http_back
backend http_back
    balance roundrobin
    option httpchk GET /
    server web01 192.0.2.20:80 check
    server web02 192.0.2.21:80 check
`;

/** Directories lb01 and lb02, flat. */
export function flatPair(wrong: Wrong = {}): Record<string, string> {
  return {
    'lb01/keepalived.conf': keepalivedConf('lb01'),
    'lb01/haproxy.cfg': haproxyCfg,
    'lb02/keepalived.conf': keepalivedConf('lb02', wrong),
    'lb02/haproxy.cfg': haproxyCfg,
  };
}

export const bothNodes = ['lint', '--node', 'lb01=lb01', '--node', 'lb02=lb02'];
