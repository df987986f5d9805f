import type { Rule } from '../../rule.ts';
import { vipIsNotConfigured } from './vip-is-not-configured.ts';

export const networkRules: readonly Rule[] = [vipIsNotConfigured];
