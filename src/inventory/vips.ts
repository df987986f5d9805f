import type { Vip } from '../core/cluster.ts';
import type { Problem } from '../core/failure.ts';
import { portsOn } from '../haproxy/section.ts';
import { portsOfLvs } from '../keepalived/lvs/section.ts';
import { runsVrrp, type VrrpNode } from '../keepalived/section.ts';
import { vipsOf } from '../keepalived/section/address.ts';
import { nginxPortsOn } from '../nginx/section.ts';
import { suggestion } from './nearest.ts';
import type { Inventory } from './schema.ts';
import { dotted, placeOf, type MapTree } from './tree.ts';

/** The hosts of a cluster that run keepalived: those of `vrrp.hosts`, or all. */
export function vrrpNodes({ hosts, groups, vrrp }: Inventory): VrrpNode[] {
  return Object.entries(hosts)
    .map(([name, host]) => ({ name, ...host, groups: groupsOf(groups, name) }))
    .filter((host) => vrrp !== undefined && runsVrrp(vrrp, host));
}

function groupsOf(groups: Inventory['groups'], host: string): string[] {
  return Object.entries(groups)
    .filter(([, { hosts }]) => hosts.includes(host))
    .map(([group]) => group);
}

/** `vrrp.hosts` names hosts and groups that exist. */
export function vrrpHostProblems(inventory: Inventory, tree: MapTree): Problem[] {
  const known = [...Object.keys(inventory.groups), ...Object.keys(inventory.hosts)];
  return (inventory.vrrp?.hosts ?? []).flatMap((name, index, all) => {
    if (known.includes(name)) return [];
    const path = ['vrrp', 'hosts', ...(all.length > 1 ? [index] : [])];
    const hint = suggestion(name, known);
    return [
      {
        message: `no host or group \`${name}\` in this cluster`,
        place: placeOf(tree, path),
        path: dotted(path),
        ...(hint === undefined ? {} : { hint }),
      },
    ];
  });
}

/** Every address that must never go silent: all of an instance move together, under its name. */
export function clusterVips(inventory: Inventory): Vip[] {
  const { vrrp } = inventory;
  if (vrrp === undefined) return [];
  const hosts = vrrpNodes(inventory).map(({ name }) => name);
  return Object.entries(vrrp.instances).flatMap(([name, instance]) =>
    vipsOf(instance).map(({ address }) => ({
      name,
      address,
      hosts,
      ports: portsAt(inventory, address),
      unit: 'keepalived.service',
      // Three advertisements missed, and a skew of at most one interval (RFC 5798, 6.1; of version 2: one second).
      takeoverSeconds: Math.ceil(3 * vrrp.advert_int + Math.max(1, vrrp.advert_int)),
    })),
  );
}

/** TCP ports that answer on an address, whoever serves them. */
function portsAt({ haproxy, nginx, lvs }: Inventory, address: string): number[] {
  const ports = [
    ...(haproxy ? portsOn(haproxy, address) : []),
    ...(lvs ? portsOfLvs(lvs, address) : []),
    // Beside one of these, nginx is what they pass requests to, on nodes of its own.
    ...(nginx && !haproxy && !lvs ? nginxPortsOn(nginx, address) : []),
  ];
  return [...new Set(ports)].sort((a, b) => a - b);
}
