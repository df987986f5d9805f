import type { Rule } from './rule.ts';
import { exceptionHasReason } from './rules/exception-has-reason.ts';
import { haproxyRules } from './rules/haproxy/index.ts';
import { keywordRules } from './rules/keywords/index.ts';
import { liveRules } from './rules/live/index.ts';
import { lvsRules } from './rules/lvs/index.ts';
import { networkRules } from './rules/network/index.ts';
import { nginxRules } from './rules/nginx/index.ts';
import { rolloutRules } from './rules/rollout/index.ts';
import { scriptRules } from './rules/scripts/index.ts';
import { sqlRules } from './rules/sql/index.ts';
import { timingRules } from './rules/timing/index.ts';
import { vrrpRules } from './rules/vrrp/index.ts';

const topics = [
  'VRRP',
  'SCR',
  'NTF',
  'HAP',
  'LVS',
  'NGX',
  'SQL',
  'SYS',
  'NET',
  'OPS',
  'TIM',
  'LINT',
];

/** The catalogue, in the order of its topics and numbers. */
export const rules: readonly Rule[] = [
  ...vrrpRules,
  ...keywordRules,
  ...scriptRules,
  ...haproxyRules,
  ...lvsRules,
  ...nginxRules,
  ...sqlRules,
  ...networkRules,
  ...rolloutRules,
  ...timingRules,
  ...liveRules,
  exceptionHasReason,
].sort((one, other) => rank(one) - rank(other));

/** "HAP007" → 3007. */
function rank({ id }: Rule): number {
  const [, topic = '', number = ''] = /^([A-Z]+)(\d+)$/.exec(id) ?? [];
  return topics.indexOf(topic) * 1000 + Number(number);
}
