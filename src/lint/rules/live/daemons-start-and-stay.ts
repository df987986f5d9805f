import type { LiveRule } from '../../rule.ts';

export const daemonsStartAndStay: LiveRule = {
  id: 'SYS020',
  severity: 'error',
  scope: 'live',
  title: 'keepalived and haproxy start at boot, and again when they die',
  why:
    'A daemon that is not enabled is missing after the next reboot, and the pair has one node without anybody ' +
    'knowing. The unit of keepalived in Debian 12 has no Restart=: one that dies stays dead.',
  fix: 'systemctl enable keepalived haproxy; a drop-in with Restart=on-failure',
  source: 'systemd.service(5); measured with Debian 12',
  verifiedBy: 'daemon',
};
