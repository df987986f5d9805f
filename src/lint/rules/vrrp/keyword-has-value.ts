import { inside } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { NodeRule } from '../../rule.ts';

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
  title: 'a keyword that needs a value has one',
  why:
    'Without its value the line says nothing: keepalived takes the default, or no instance at all, and the two nodes no ' +
    'longer agree on what was meant. A template that lost a variable leaves such a line.',
  fix: 'write the value after the keyword, on the same line',
  source: 'keepalived.conf(5)',
  check: (node) =>
    lacking(node.keepalived?.statements ?? []).map((at) => ({
      at,
      message: `${at.keyword} on ${node.name} has no value`,
    })),
};

function lacking(statements: readonly Statement[], of = ''): Statement[] {
  return statements.flatMap((one) => {
    const isBare = one.words.length === 1 && one.block === null;
    if (isBare && NEEDED[of]?.includes(one.keyword)) return [one];
    return lacking(inside(one), one.keyword);
  });
}
