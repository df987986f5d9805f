import type { Facts } from './facts.ts';
import type { Secret } from './secret.ts';
import type { Target } from './session.ts';

/** One cluster of the inventory, resolved: `extends` merged, groups and variables applied, secrets read. */
export interface Cluster {
  name: string;
  /** Path of the inventory file, for messages. */
  file: string;
  /** Name of the playbook, found in the project or among the built-in ones. */
  playbook: string;
  hosts: Host[];
  /** Addresses that must never go silent, in inventory order; empty where the cluster has none. */
  vips: Vip[];
  /** The host that takes the writes while all is well. Absent: there is none, or more than one. */
  writer?: string;
  /** What templates see besides `host`, `hosts` and `peers`: the typed sections (`vrrp`, `haproxy`) and `vars`. Secrets stay `Secret`. */
  context: Record<string, unknown>;
  /** Every secret that was resolved, for masking. */
  secrets: Secret[];
}

export interface Host {
  name: string;
  target: Target;
  groups: string[];
  /** VRRP base priority; the highest goes first when no VIP is held yet. */
  priority: number;
  vars: Record<string, unknown>;
}

export interface Vip {
  /** Name of its VRRP instance: "INTERNAL_VIP". */
  name: string;
  /** Without prefix length. */
  address: string;
  /** Who may hold it: asked through `mayHold`. */
  hosts: string[];
  /** TCP ports that answer on it, from the services bound to it. */
  ports: number[];
  /** The systemd unit that moves it: where that is dead, the address must not be. */
  unit: string;
  /** Whole seconds within which a peer holds it after its holder has died, without a warning. */
  takeoverSeconds: number;
}

/**
 * Whether a host may hold a VIP. Any other that has its address on an interface is a real server of LVS: it has it on lo,
 * answers for nobody else, and must keep it whoever holds the VIP.
 */
export function mayHold({ name }: Pick<Host, 'name'>, vip: Pick<Vip, 'hosts'>): boolean {
  return vip.hosts.includes(name);
}

/** The VIPs that a host may hold. */
export function vipsFor(host: Pick<Host, 'name'>, { vips }: Pick<Cluster, 'vips'>): Vip[] {
  return vips.filter((vip) => mayHold(host, vip));
}

/** The VIPs that a host holds now. */
export function heldBy(
  host: Pick<Host, 'name'>,
  cluster: Pick<Cluster, 'vips'>,
  { addresses }: Facts,
): Vip[] {
  const own = new Set(addresses.map(({ address }) => address));
  return vipsFor(host, cluster).filter(({ address }) => own.has(address));
}

/** Which hosts hold a VIP now. */
export function holdersOf(vip: Vip, facts: Map<string, Facts>): string[] {
  return [...facts].flatMap(([name, node]) =>
    heldBy({ name }, { vips: [vip] }, node).length > 0 ? [name] : [],
  );
}
