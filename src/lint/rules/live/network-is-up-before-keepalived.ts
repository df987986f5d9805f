import type { LiveRule } from '../../rule.ts';

export const networkIsUpBeforeKeepalived: LiveRule = {
  id: 'SYS021',
  severity: 'warning',
  scope: 'live',
  title: 'keepalived starts after the network is up',
  why:
    'At boot keepalived may be quicker than the network: an interface that is missing is a mistake in its file, and ' +
    'unicast_src_ip that is not there yet is a fault. A restart by hand always works, so it shows at the next power failure.',
  fix: 'After=network-online.target and Wants=network-online.target in the unit, or vrrp_startup_delay (2.0.14 and newer)',
  source: 'acassen/keepalived#2237, #972',
  verifiedBy: 'daemon',
};
