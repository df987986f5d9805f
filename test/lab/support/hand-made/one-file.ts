import { addresses, vips } from '../lab.ts';
import type { HandMade } from './types.ts';

export const vrrpPassword = 'Fr1day!8';
export const statsPassword = 'l00k-at:me';

/** A tutorial of long ago, with the comments of everybody who has been here since. */
export const oneFile: HandMade = {
  name: 'office',
  about: 'one file each, with comments, tabs, a check script and passwords',
  held: { [vips[0] ?? '']: 'lb01' },
  files(node) {
    const isFirst = node === 'lb01';
    return {
      '/etc/keepalived/keepalived.conf': {
        text: `! Configuration File for keepalived
# Office proxy. Made by Tom in 2019, ask him (or the wiki) before you touch this.
#   lb01 is the ${isFirst ? 'master, this box' : 'master'}, lb02 the backup${isFirst ? '' : ', this box'}

global_defs {
\tnotification_email {
\t\tadmins@example.net\t# nobody reads it
\t}
\tnotification_email_from ${node}@example.net
\tsmtp_server 127.0.0.1
\tsmtp_connect_timeout 30
\trouter_id ${isFirst ? 'LVS_MASTER' : 'LVS_BACKUP'}
\tscript_user root
\tenable_script_security
}

vrrp_script chk_haproxy {
\tscript "/usr/local/bin/check_haproxy.sh"   # is haproxy up?
\tinterval 2
\tweight -20        ! more than the difference of the priorities
\tfall 2
\trise 2
}

vrrp_instance VI_1 {
\tstate ${isFirst ? 'MASTER' : 'BACKUP'}
\tinterface eth0
\tvirtual_router_id 51
\tpriority ${isFirst ? 101 : 100}\t\t# ${isFirst ? '100 on lb02' : '101 on lb01'}
\tadvert_int 1
\tauthentication {
\t\tauth_type PASS
\t\tauth_pass ${vrrpPassword}
\t}
\tvirtual_ipaddress {
\t\t${vips[0]}/24 dev eth0 label eth0:vip
\t}
\ttrack_script {
\t\tchk_haproxy
\t}
}
`,
      },
      '/usr/local/bin/check_haproxy.sh': {
        mode: '755',
        text: `#!/bin/bash
# exit 1 when haproxy is gone
if [ "$(pidof haproxy | wc -w)" -eq 0 ]; then
    exit 1
fi
exit 0
`,
      },
      '/etc/haproxy/haproxy.cfg': {
        text: `global
\tlog /dev/log\tlocal0
\tlog /dev/log\tlocal1 notice
\tchroot /var/lib/haproxy
\tstats socket /run/haproxy/admin.sock mode 660 level admin
\tstats timeout 30s
\tuser haproxy
\tgroup haproxy
\tdaemon

defaults
\tlog\tglobal
\tmode\thttp
\toption\thttplog
\toption\tdontlognull
\ttimeout connect 5000
\ttimeout client  50000
\ttimeout server  50000
\terrorfile 503 /etc/haproxy/errors/503.http

# --- the web ---
frontend www
\tbind *:80
\tdefault_backend\tweb

backend web
\tbalance roundrobin
\toption httpchk GET /healthz
\tserver web01 ${addresses.WEB01}:80 check inter 2s fall 3 rise 2
\tserver web02 ${addresses.WEB02}:80 check inter 2s fall 3 rise 2

listen stats
\tbind *:8404
\tstats enable
\tstats uri /stats
\tstats refresh 10s
\tstats auth admin:${statsPassword}
\tstats hide-version
`,
      },
    };
  },
};
