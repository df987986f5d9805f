import type { Rule } from '../../rule.ts';
import { deadServerIsNoticed } from './dead-server-is-noticed.ts';
import { takeoverIsQuick } from './takeover-is-quick.ts';

export const timingRules: readonly Rule[] = [takeoverIsQuick, deadServerIsNoticed];
