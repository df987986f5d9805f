import { isIP } from 'node:net';
import * as z from 'zod';
import { oneOrMore } from '../core/schema.ts';

/** The `firewall:` section of an inventory: who may ask what. The roles `firewall`, `firewalld` and `ufw` make rules of it. */

/** nft refuses bits behind the prefix in a set of intervals only in some versions: never written. */
const network = z.string().refine(isNetwork, {
  error: 'must be an address, or a network like 192.0.2.0/24',
});

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || address.includes('%') || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

export const firewallSection = z
  .strictObject({
    sources: z
      .record(z.string(), oneOrMore(network, 'a network'))
      .default({})
      .describe(
        'Networks that may ask the VIPs of an instance, by its name; default anybody. The nodes of the pair always may.',
      ),
  })
  .describe('Packet filter of the nodes, for the roles `firewall`, `firewalld` and `ufw`.');

export type FirewallSection = z.output<typeof firewallSection>;

export function firewallOf(context: Record<string, unknown>): FirewallSection {
  return (context['firewall'] as FirewallSection | undefined) ?? { sources: {} };
}
