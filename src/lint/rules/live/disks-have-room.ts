import type { LiveRule } from '../../rule.ts';

export const disksHaveRoom: LiveRule = {
  id: 'SYS028',
  severity: 'warning',
  scope: 'live',
  title: 'the disks of a node are not full',
  why:
    'On a full disk the next reload finds no room for its files, logs end, and a check that writes a file fails, on both nodes ' +
    'at about the same time, for they log the same.',
  fix: 'find what grows: du -xsh /var/log/* | sort -h',
  source: 'known in the field',
  verifiedBy: 'room',
};
