import { addresses } from '../lab.ts';
import type { Node } from '../node.ts';
import type { HandMade } from './types.ts';

const net = addresses.LAB_NET;
export const shopVips = [`${net}.110`, `${net}.111`] as const;
export const mailVips = [`${net}.210`, `${net}.211`] as const;

/** Each node has its half of the VIPs; who wrote it did not look at the other half of the file. */
export const activeActive: HandMade = {
  name: 'both-ways',
  about: 'two instances the other way round, several VIPs in each, labels, scripts that are told',
  held: Object.fromEntries([
    ...shopVips.map((vip): [string, Node] => [vip, 'lb01']),
    ...mailVips.map((vip): [string, Node] => [vip, 'lb02']),
  ]),
  files(node) {
    const isFirst = node === 'lb01';
    const own = isFirst ? addresses.LB01 : addresses.LB02;
    return {
      '/etc/keepalived/keepalived.conf': {
        mode: '600',
        text: `global_defs {
  router_id ${node}
  script_user root
  enable_script_security
  vrrp_garp_master_delay 5
  vrrp_skip_check_adv_addr
}
vrrp_script chk_haproxy {
  script "/usr/bin/killall -0 haproxy"
  interval 1
  weight 30
}

# shop: lb01 first
vrrp_instance SHOP {
  state ${isFirst ? 'MASTER' : 'BACKUP'}
  interface eth0
  virtual_router_id 110
  priority ${isFirst ? 120 : 100}
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass 1111
  }
  virtual_ipaddress {
    ${shopVips[0]}/24 dev eth0 label eth0:1
    ${shopVips[1]}/24 dev eth0 label eth0:2
  }
  track_script {
    chk_haproxy
  }
  track_interface {
    eth0
  }
  notify_master "/etc/keepalived/notify.sh SHOP master"
  notify_backup "/etc/keepalived/notify.sh SHOP backup"
  notify_fault "/etc/keepalived/notify.sh SHOP fault"
}

# mail: lb02 first
vrrp_instance MAIL {
  state ${isFirst ? 'BACKUP' : 'MASTER'}
  interface eth0
  virtual_router_id 210
  priority ${isFirst ? 100 : 120}
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass 1111
  }
  virtual_ipaddress {
    ${mailVips[0]}/24 dev eth0 label eth0:3
    ${mailVips[1]}/24 dev eth0 label eth0:4
  }
  track_script {
    chk_haproxy
  }
  track_interface {
    eth0
  }
  notify /etc/keepalived/notify-any.sh
}
`,
      },
      '/etc/keepalived/notify.sh': {
        mode: '755',
        text: `#!/bin/bash
# NAME STATE
logger -t keepalived-notify "$1 is now $2"
`,
      },
      '/etc/keepalived/notify-any.sh': {
        mode: '755',
        text: `#!/bin/bash
TYPE=$1
NAME=$2
STATE=$3
logger -t keepalived-notify "$TYPE $NAME: $STATE"
`,
      },
      '/etc/haproxy/haproxy.cfg': {
        text: `# ${node}
global
  log /dev/log local0 info
  maxconn 400
  user haproxy
  group haproxy
  daemon
  stats socket /var/run/haproxy.sock mode 600 level admin

defaults
  log global
  mode tcp
  option tcplog
  retries 3
  timeout connect 4s
  timeout client 1m
  timeout server 1m

listen shop
  bind ${own}:8080
  bind 0.0.0.0:80
  mode http
  balance source
  option httpchk HEAD /healthz
  server web01 ${addresses.WEB01}:80 check
  server web02 ${addresses.WEB02}:80 check
`,
      },
    };
  },
};
