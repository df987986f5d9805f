import type { Cluster } from '../core/cluster.ts';
import { badInput } from '../core/failure.ts';
import type { Session, Target } from '../core/session.ts';
import type { Fleet } from '../engine/fleet.ts';

const userAtAddress = /^([A-Za-z_][A-Za-z0-9_.-]*)@([A-Za-z0-9.:_[\]-]+)$/;

/**
 * `--probe-from`: an open session on a host of the inventory, or on any other given as user@address, which is reached
 * with the keys and known_hosts of the cluster. Nothing is run there: it only connects onwards.
 */
export async function probeFrom(
  { fleet, cluster }: { fleet: Fleet; cluster: Cluster },
  from: string,
): Promise<Session> {
  const host = cluster.hosts.find(({ name }) => name === from);
  if (host !== undefined) return fleet.session(host);
  const [, user, address] = userAtAddress.exec(from) ?? [];
  const like = cluster.hosts[0]?.target;
  if (user === undefined || address === undefined || like === undefined) {
    throw badInput({
      message: `--probe-from ${from}: ${cluster.name} has no such host`,
      hint: `name one of ${cluster.hosts.map(({ name }) => name).join(', ')}, or give user@address`,
    });
  }
  const target: Target = {
    ...like,
    name: from,
    address: address.replaceAll(/[[\]]/g, ''),
    user,
    become: { sudo: false },
  };
  delete target.port;
  return fleet.session({ name: from, target, groups: [], priority: 0, vars: {} });
}
