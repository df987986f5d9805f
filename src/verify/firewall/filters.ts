import { rulesetOf } from './nft.ts';

/** Whether nftables looks at what comes in: an input chain that drops by itself, or that has a rule. Pure. */
export function nftFilters(json: string): boolean {
  const { chains, rules } = rulesetOf(json);
  return chains.some(
    ({ hook, policy, family, table, name }) =>
      hook === 'input' &&
      (policy === 'drop' ||
        rules.some(
          (rule) => rule.family === family && rule.table === table && rule.chain === name,
        )),
  );
}

/** The same of the older iptables, as iptables-save prints it. Pure. */
export function iptablesFilters(text: string): boolean {
  return /^(:INPUT DROP|-A INPUT )/m.test(text);
}
