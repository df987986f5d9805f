import type { Query } from '../core/query.ts';
import { processEvents } from '../keepalived/node-support.ts';

/** Questions of one line, where a script of its own in src/remote/verify/ would say no more. */
const commands = {
  /** Blocks of KEY=VALUE, then the files of options that are there. */
  'daemon-units':
    'systemctl show keepalived.service haproxy.service -p Id -p After -p Wants -p Requires -p BindsTo -p EnvironmentFiles; echo; ' +
    'ls -d /etc/default/keepalived /etc/default/haproxy /etc/sysconfig/keepalived /etc/sysconfig/haproxy 2>/dev/null; :',
  'process-events': processEvents,
  room: 'df -P / /etc /var /run; df -Pi / /etc /var /run',
  routes:
    'ip -o route show default; ip -o rule show; grep . /proc/sys/net/ipv4/conf/*/rp_filter; :',
  udp: 'ss -H -lun',
  /** After the kernel's ticks per second, which is what an ICMP error costs by default (ip_rt_error_cost, net/ipv4/route.c). */
  ipvs: 'cat /proc/sys/net/ipv4/route/error_cost 2>/dev/null; cat /proc/net/ip_vs',
} as const;

/** A query whose answer has the name of the question. */
export function asked(name: keyof typeof commands): () => Query[] {
  return () => [{ query: 'output', name, script: commands[name], args: [] }];
}
