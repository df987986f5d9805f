import { statementsOf, type Statement } from './statements.ts';

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
  for (const { words, block } of statementsOf(text)) {
    if (block === null) continue;
    if (words[0] === 'global_defs') {
      for (const one of block) {
        if (one.words[0] === 'vrrp_version')
          settings.set('VRRP version', one.words.slice(1).join(' '));
      }
    }
    if (words[0] !== 'vrrp_instance') continue;
    for (const one of block) {
      const label = perInstance[one.words[0] ?? ''];
      if (label !== undefined) settings.set(`${label} of ${words[1] ?? '?'}`, valueOf(one));
    }
  }
  return settings;
}

function valueOf({ words, block }: Statement): string {
  // Inside a block the order says nothing, and of an address only the address counts.
  const lines = (block ?? []).map((one) =>
    one.words.slice(0, one.words[0]?.includes('auth') ? 2 : 1).join(' '),
  );
  return [...words.slice(1), ...lines.sort()].join('|');
}
