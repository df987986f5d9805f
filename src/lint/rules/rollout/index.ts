import type { Rule } from '../../rule.ts';
import { filesAreWrittenWhole } from './files-are-written-whole.ts';
import { hereDocumentsAreQuoted } from './here-documents-are-quoted.ts';
import { reloadInsteadOfRestart } from './reload-instead-of-restart.ts';

export const rolloutRules: readonly Rule[] = [
  reloadInsteadOfRestart,
  filesAreWrittenWhole,
  hereDocumentsAreQuoted,
];
