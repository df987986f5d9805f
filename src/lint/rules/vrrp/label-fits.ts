import { all, inside } from '../../../keepalived/config/find.ts';
import { familyOf } from '../../address.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn } from './declared.ts';

/** IFNAMSIZ without its end. */
const LONGEST = 15;

export const labelFits: NodeRule = {
  id: 'VRRP044',
  severity: 'error',
  scope: 'node',
  title: 'the label of a VIP has 15 signs at most',
  why: 'The kernel refuses a longer label, and keepalived leaves the address out: the master has no VIP.',
  fix: 'a label of at most 15 signs that begins with the name of the interface',
  source: 'ip-address(8), label; measured',
  check: (node) =>
    declaredOn(node).flatMap(({ instance, body }) =>
      all(body, 'virtual_ipaddress', 'virtual_ipaddress_excluded')
        .flatMap(inside)
        .flatMap(({ words, keyword }) => {
          const at = words.findIndex(({ text }) => text === 'label');
          const label = at === -1 ? undefined : words[at + 1];
          const isIpv4 = familyOf(keyword.split('/')[0] ?? '') === 4;
          if (label === undefined || !isIpv4 || label.text.length <= LONGEST) return [];
          return [
            {
              at: label,
              message: `label ${label.text} of ${keyword} (${instance.name} on ${node.name}) has ${label.text.length} signs, ${LONGEST} are possible`,
            },
          ];
        }),
    ),
};
