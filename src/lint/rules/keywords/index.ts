import type { Rule } from '../../rule.ts';
import { keepalivedKnowsEveryWord } from './keepalived-knows-every-word.ts';

export const keywordRules: readonly Rule[] = [keepalivedKnowsEveryWord];
