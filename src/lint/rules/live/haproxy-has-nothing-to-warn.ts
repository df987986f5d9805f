import type { LiveRule } from '../../rule.ts';

export const haproxyHasNothingToWarn: LiveRule = {
  id: 'HAP034',
  severity: 'note',
  scope: 'live',
  title: 'haproxy reads its file without a warning',
  why:
    'haproxy starts in spite of a warning, and the next version refuses what this one only warned of. haproxy -c ends with 0 ' +
    'all the same.',
  fix: 'haproxy -dW -c -f /etc/haproxy/haproxy.cfg (2.2 and newer): warnings are errors then',
  source: 'haproxy management guide, -dW; measured',
  verifiedBy: 'config-valid',
};
