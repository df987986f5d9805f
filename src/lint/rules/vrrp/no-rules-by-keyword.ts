import { argument, last } from '../../../keepalived/config/find.ts';
import { isAtLeast } from '../../../keepalived/version.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn, globalDefs } from './declared.ts';

export const noRulesByKeyword: NodeRule = {
  id: 'VRRP031',
  severity: 'warning',
  scope: 'node',
  title: 'vrrp_iptables is not meant to open a firewall',
  why:
    'Without chains it meant "no rules" up to keepalived 2.0.10; since 2.0.11 it means rules in INPUT and OUTPUT that ' +
    'drop what is sent to the VIPs, also as nftables. An upgrade makes the VIP unreachable.',
  fix: 'remove vrrp_iptables, and vrrp_strict or no_accept with it',
  source: 'keepalived 2.0.10 and 2.0.11, global_parser.c; measured',
  check(node) {
    const rules = last(globalDefs(node), 'vrrp_iptables');
    const drops = declaredOn(node).some(
      ({ instance, body }) => instance.strict || last(body, 'no_accept') !== undefined,
    );
    if (rules === undefined || argument(rules) !== null || !drops) return [];
    if (isAtLeast(node.versions.keepalived, [2, 0, 11]) === false) return [];
    return [
      {
        at: rules,
        message: `vrrp_iptables without chains on ${node.name} is no exception from the rules since keepalived 2.0.11`,
      },
    ];
  },
};
