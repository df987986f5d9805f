import type { Place } from '../../../core/place.ts';
import { argument, last } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import { isOn } from '../../../keepalived/config/values.ts';
import { isAtLeast } from '../../../keepalived/version.ts';
import type { NodeRule } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { declaredOn, globalDefs, type Declared } from './declared.ts';

export const vipReachableWithoutOwner: NodeRule = {
  id: 'VRRP030',
  severity: 'error',
  scope: 'node',
  title: 'a master that does not own the VIP accepts packets for it',
  why:
    'RFC 3768 lets only the owner answer for the VIP. With vrrp_strict or no_accept keepalived drops every packet to it: ' +
    'the VIP is there, ARP answers, and no connection comes up. keepalived -t accepts it.',
  fix: 'remove vrrp_strict, strict_mode and no_accept',
  source: 'RFC 3768, section 6.4.3; measured; keepalived issues 474, 1373, 2319, 2339',
  check(node) {
    const unruled = hasNoRules(node);
    if (unruled === true) return [];
    const strict = last(globalDefs(node), 'vrrp_strict') ?? null;
    const seen = new Set<Place>();
    return declaredOn(node).flatMap((one) => {
      const at = dropperOf(one, strict);
      if (at === null || seen.has(at)) return [];
      seen.add(at);
      return [
        {
          at,
          message: `${at.keyword} on ${node.name}: ${one.instance.name} has priority ${one.instance.priority}, not 255, and drops what is sent to its VIPs`,
          ...(unruled === null && { severity: 'warning' as const }),
        },
      ];
    });
  },
};

/** The statement that makes an instance drop packets, its own or that of all. */
function dropperOf({ instance, body }: Declared, strict: Statement | null): Statement | null {
  if (instance.priority === 255) return null;
  const accept = last(body, 'accept', 'no_accept');
  if (accept?.keyword === 'no_accept') return accept;
  const accepts = accept !== undefined && isOn(accept) && instance.version === 3;
  if (!instance.strict || accepts) return null;
  return last(body, 'strict_mode') ?? strict;
}

/** A `vrrp_iptables` without chains meant "no rules" up to 2.0.10. null: of such a file, version not known. */
function hasNoRules(node: NodeView): boolean | null {
  const rules = last(globalDefs(node), 'vrrp_iptables');
  if (rules === undefined || argument(rules) !== null) return false;
  const isNewer = isAtLeast(node.versions.keepalived, [2, 0, 11]);
  return isNewer === null ? null : !isNewer;
}
