import { inside } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { NodeRule } from '../../rule.ts';
import { scriptsWithoutScript, unreadableValues } from './unreadable-values.ts';

/** By the block they stand in. */
const NEEDED: Record<string, readonly string[]> = {
  vrrp_instance: ['interface', 'virtual_router_id', 'priority', 'advert_int', 'state'],
  authentication: ['auth_type', 'auth_pass'],
  vrrp_script: ['script', 'interval'],
};

export const keywordHasValue: NodeRule = {
  id: 'VRRP064',
  severity: 'error',
  scope: 'node',
  title: 'a keyword that needs a value has one that keepalived can read',
  why:
    'Without its value, or with one that is no number or no address, the line says nothing: keepalived takes the default, ' +
    'leaves the address out, or runs no instance at all, and the two nodes no longer agree on what was meant. A template ' +
    'that lost a variable, or a name that nothing defines, leaves such a line.',
  fix: 'write the value after the keyword, on the same line',
  source: 'keepalived.conf(5); measured with 2.2.7',
  check: (node) => {
    const statements = node.keepalived?.statements ?? [];
    return [
      ...lacking(statements).map((at) => ({
        at,
        message: `${at.keyword} on ${node.name} has no value`,
      })),
      ...unreadableValues(statements, node),
      ...scriptsWithoutScript(statements, node),
    ];
  },
};

function lacking(statements: readonly Statement[], of = ''): Statement[] {
  return statements.flatMap((one) => {
    const isBare = one.words.length === 1 && one.block === null;
    if (isBare && NEEDED[of]?.includes(one.keyword)) return [one];
    return lacking(inside(one), one.keyword);
  });
}
