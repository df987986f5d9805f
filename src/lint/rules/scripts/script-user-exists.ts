import { all, inside, last } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { userOf } from './named.ts';

export const scriptUserExists: NodeRule = {
  id: 'SCR004',
  severity: 'warning',
  scope: 'node',
  title: 'with enable_script_security the user of the scripts is named',
  why:
    'Without script_user keepalived takes the user keepalived_script. Few packages create it; where it does not exist ' +
    'keepalived leaves the script out, the instance tracks nothing, and a dead service keeps the VIP.',
  fix: 'in global_defs: script_user root (or a user that may run the checks)',
  source: 'keepalived issue 2184; measured',
  check(node) {
    const model = node.keepalived?.model;
    if (!model?.global.scriptSecurity) return [];
    const without = model.scripts.filter((one) => userOf(one, node) === null);
    if (without.length === 0) return [];
    const defs = all(node.keepalived?.statements ?? [], 'global_defs').flatMap(inside);
    return [
      {
        at: last(defs, 'enable_script_security') ?? null,
        message: `${without.map(({ name }) => name).join(', ')} on ${node.name}: enable_script_security without script_user, so the user keepalived_script must exist`,
      },
    ];
  },
};
