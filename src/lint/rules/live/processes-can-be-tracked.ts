import type { LiveRule } from '../../rule.ts';

export const processesCanBeTracked: LiveRule = {
  id: 'SCR030',
  severity: 'error',
  scope: 'live',
  title: 'a node that tracks a process is told when processes end',
  why:
    'keepalived learns of processes from the kernel (CONFIG_PROC_EVENTS), and in a container it is told nothing: the ' +
    'instance stays in FAULT on both nodes alike, and nobody holds the VIP. keepalived -t says nothing.',
  fix: 'a check script instead of vrrp_track_process',
  source: 'acassen/keepalived#1469, #2434; measured in containers',
  verifiedBy: 'track-process',
};
