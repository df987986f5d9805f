import { canonical } from '../../../core/address.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { SourceFile } from '../../subject.ts';
import type { NodeView } from '../../view.ts';
import { vipsOf } from '../haproxy/addresses.ts';

export const vipIsNotConfigured: NodeRule = {
  id: 'NET003',
  severity: 'error',
  scope: 'node',
  title: 'no VIP stands in the static network configuration of a node',
  why:
    'At boot, and at each restart of the network, the node takes the address whether or not it is master: two nodes have ' +
    'it, and each client talks to the one that answered last. keepalived does not look there.',
  fix: 'remove the address from that file: keepalived sets it',
  source: 'measured',
  check(node) {
    const vips = new Set(vipsOf(node));
    return vips.size === 0
      ? []
      : node.node.files.filter(isOfTheNetwork).flatMap((file) => namedIn(file, vips, node));
  },
};

/** netplan, ifupdown, systemd-networkd, NetworkManager, the older scripts of Red Hat. */
const places =
  /^\/etc\/(netplan\/.*\.ya?ml|network\/interfaces|network\/interfaces\.d\/.*|systemd\/network\/.*\.network|NetworkManager\/system-connections\/.*|sysconfig\/network-scripts\/ifcfg-.*)$/;

function isOfTheNetwork({ path }: SourceFile): boolean {
  return places.test(path);
}

/** Gateways and name servers may well be VIPs. */
const others = /\b(gateway\d?|via|dns|nameservers?|dns-nameservers|to|search)\b/i;

function namedIn(
  { text, shown }: SourceFile,
  vips: ReadonlySet<string>,
  { name }: NodeView,
): Observation[] {
  let list: number | null = null;
  return text.split('\n').flatMap((line, index): Observation[] => {
    const indent = line.search(/\S/);
    // netplan: the addresses below `nameservers:` are others'.
    if (list !== null && indent > list) return [];
    list = /^\s*nameservers:\s*$/.test(line) ? indent : null;
    if (/^\s*[#;]/.test(line) || others.test(line)) return [];
    for (const found of line.matchAll(/[0-9A-Fa-f:.]{3,45}/g)) {
      if (!vips.has(canonical(found[0]))) continue;
      return [
        {
          at: { line: index + 1, column: found.index + 1, file: shown },
          message: `VIP ${found[0]} is an address of ${name} itself, whether or not it is master`,
        },
      ];
    }
    return [];
  });
}
