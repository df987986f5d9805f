import type { DrillName } from '../src/core/drill.ts';
import { drillOrder } from '../src/drill/faults.ts';

/** What each drill is, for docs/drills.md: on whom, and what is done to it. */
const about: Record<DrillName, [on: string, what: string]> = {
  'server-down': ['a node', 'haproxy there does not reach one server; no request may be lost'],
  'backends-down': ['a node', 'every server of its haproxy in maintenance: the check must see it'],
  'real-server-down': [
    'a web server behind them',
    'its nginx (or haproxy) stops: the directors, or haproxy, must go past it, no VIP may move',
  ],
  'database-down': [
    'a database behind them',
    'its MariaDB (or MySQL) stops: the other one must take the connections, no VIP may move',
  ],
  'haproxy-stopped': ['a node', '`systemctl stop`: the check must move the VIPs'],
  'haproxy-killed': ['a node', 'every process killed: systemd or the check, whoever is first'],
  'nginx-stopped': ['a node', 'the same of nginx, where the VIPs are for it'],
  'nginx-killed': ['a node', 'the same of nginx'],
  'mariadb-stopped': ['a node', 'the same of MariaDB, where the VIPs are for it'],
  'mariadb-killed': ['a node', 'the same of MariaDB'],
  'keepalived-stopped': ['a node', 'it gives its VIPs up with a last advertisement'],
  'vrrp-blocked': ['a node', 'the nodes do not hear each other: two holders, and back to one'],
  'keepalived-killed': ['a node', 'nobody takes its VIPs away: for a moment both may have them'],
  'link-down': ['a node', 'the interface of VRRP goes down; the node takes it up again alone'],
  reboot: ['a node', 'in good order'],
  'power-cut': ['a node', 'without a shutdown'],
};

/** In the order in which they are done. A node: one that may hold a VIP. */
export function drillTable(): string {
  return [
    '| drill | on | what |',
    '| --- | --- | --- |',
    ...drillOrder.map((drill) => `| \`${drill}\` | ${about[drill].join(' | ')} |`),
  ].join('\n');
}
