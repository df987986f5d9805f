import { argument, argumentsOf, inside } from './config/find.ts';
import { parseKeepalived } from './config/parse.ts';
import type { Statement } from './config/tree.ts';

/**
 * Settings that every node of a pair must have equal at every instant: an advertisement that differs in
 * one of them is dropped, the backup's timer runs out, and both are master (keepalived >= 2.0). They
 * cannot be rolled out node by node.
 */
const perInstance: Record<string, string> = {
  virtual_router_id: 'VRID',
  version: 'VRRP version',
  authentication: 'authentication',
  advert_int: 'advertisement interval',
  virtual_ipaddress: 'VIPs',
  unicast_peer: 'unicast peers',
  interface: 'interface',
};

/** What differs between two keepalived.conf that must change on all nodes at once, in words; [] when nodes may go one by one. Pure. */
export function mustMatchChanges(before: string, after: string): string[] {
  const old = settingsOf(before);
  const now = settingsOf(after);
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.filter((name) => old.get(name) !== now.get(name));
}

/** "VRID of INTERNAL_VIP" → its value, normalised. */
function settingsOf(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const statement of parseKeepalived(text).statements) {
    if (statement.keyword === 'global_defs') {
      for (const one of inside(statement)) {
        if (one.keyword === 'vrrp_version') {
          settings.set('VRRP version', argumentsOf(one).join(' '));
        }
      }
    }
    if (statement.keyword !== 'vrrp_instance') continue;
    for (const one of inside(statement)) {
      const label = perInstance[one.keyword];
      if (label !== undefined)
        settings.set(`${label} of ${argument(statement) ?? '?'}`, valueOf(one));
    }
  }
  return settings;
}

function valueOf(statement: Statement): string {
  // Inside a block the order says nothing, and of an address only the address counts.
  const lines = inside(statement).map((one) =>
    one.keyword.includes('auth') ? `${one.keyword} ${argument(one) ?? ''}` : one.keyword,
  );
  return [...argumentsOf(statement), ...lines.sort()].join('|');
}
