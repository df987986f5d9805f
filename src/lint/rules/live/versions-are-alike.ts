import type { LiveRule } from '../../rule.ts';

export const versionsAreAlike: LiveRule = {
  id: 'SYS023',
  severity: 'warning',
  scope: 'live',
  title: 'both nodes run the same versions',
  why:
    'Another version may read the same file otherwise: keywords it does not know, other defaults. The node ' +
    'that takes over is then not the same as the one that it replaces.',
  fix: 'bring both to the same version, the backup first',
  source: 'known in the field',
  verifiedBy: 'versions',
};
