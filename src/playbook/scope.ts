import { isIP } from 'node:net';
import type { Cluster, Host } from '../core/cluster.ts';
import { haproxyOf } from '../haproxy/section.ts';
import { haproxyView } from '../haproxy/view.ts';
import { lvsOf } from '../keepalived/lvs/section.ts';
import { loopbackVips, lvsView } from '../keepalived/lvs/view.ts';
import { runsVrrp, vrrpOf } from '../keepalived/section.ts';
import { vrrpView } from '../keepalived/view.ts';
import { mysqlOf } from '../mysql/section.ts';
import { mysqlView } from '../mysql/view.ts';
import { firewallView } from '../nftables/view.ts';
import { nginxOf } from '../nginx/section.ts';
import { nginxView } from '../nginx/view.ts';
import type { Scope } from './liquid-engine.ts';

/** The names a template knows on one host. playbooks/templates/README.md lists them for people. */
export function scopeOf(cluster: Cluster, host: Host): Scope {
  const hosts = cluster.hosts.map(hostView);
  const haproxy = haproxyOf(cluster.context);
  const vrrp = vrrpOf(cluster.context);
  const nginx = nginxOf(cluster.context);
  const lvs = lvsOf(cluster.context);
  const mysql = mysqlOf(cluster.context);
  const directors = cluster.hosts.filter((one) => vrrp !== null && runsVrrp(vrrp, one));
  return {
    cluster: { name: cluster.name, vips: cluster.vips, vip_families: familiesOf(cluster) },
    host: hostView(host),
    hosts,
    peers: hosts.filter((other) => other.name !== host.name),
    vars: host.vars,
    // What may come in follows from the other sections: it is there without a section of its own.
    firewall: firewallView(cluster, host),
    // A section that the inventory has not, or not for this host, is undefined, not null: a loop over nothing would hide it.
    ...(haproxy && { haproxy: haproxyView(haproxy) }),
    ...(nginx && { nginx: nginxView(nginx) }),
    ...(lvs && { lvs: { ...lvsView(lvs), loopback_vips: loopbackVips(lvs, host.target.address) } }),
    ...(mysql && host.name in mysql.nodes && { mysql: mysqlView(mysql, hostView(host), hosts) }),
    ...(vrrp &&
      directors.includes(host) && {
        vrrp: vrrpView(vrrp, nodeOf(host), directors.map(nodeOf), lvs),
      }),
  };
}

/** 4, 6 or both, of the VIPs. */
function familiesOf({ vips }: Cluster): number[] {
  return [...new Set(vips.map(({ address }) => isIP(address)))].sort();
}

function hostView(host: Host) {
  const { name, groups, priority, vars } = host;
  return { name, address: host.target.address, groups, priority, vars };
}

function nodeOf(host: Host) {
  return { name: host.name, address: host.target.address, priority: host.priority };
}
