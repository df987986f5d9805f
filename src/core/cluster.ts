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
  /** Who may hold it. Any other host that has it on an interface is a real server of LVS, which answers for nobody else. */
  hosts: string[];
  /** TCP ports that answer on it, from the services bound to it. */
  ports: number[];
  /** The systemd unit that moves it: where that is dead, the address must not be. */
  unit: string;
  /** Whole seconds within which a peer holds it after its holder has died, without a warning. */
  takeoverSeconds: number;
}

/** Which of the hosts that may hold this address have it on an interface. */
export function holdersOf(vip: Vip, facts: Map<string, Facts>): string[] {
  return [...facts]
    .filter(([host]) => vip.hosts.includes(host))
    .filter(([, node]) => node.addresses.some((fact) => fact.address === vip.address))
    .map(([host]) => host);
}
