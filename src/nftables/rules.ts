import type { Breach } from '../core/breach.ts';
import type { VrrpSection } from '../keepalived/section.ts';
import type { FirewallSection } from './section.ts';

export interface FirewallInput {
  firewall: FirewallSection;
  /** null: the inventory has none. */
  vrrp: VrrpSection | null;
}

export type FirewallRule = (input: FirewallInput) => Breach[];

export const firewallRules: FirewallRule[] = [instancesExist];

/** A misspelt name would leave the VIP open to everybody. */
function instancesExist({ firewall, vrrp }: FirewallInput): Breach[] {
  const known = Object.keys(vrrp?.instances ?? {});
  return Object.keys(firewall.sources)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: ['firewall', 'sources', name],
      message: `no VRRP instance \`${name}\``,
      hint: `instances: ${known.join(', ') || 'none'}`,
    }));
}
