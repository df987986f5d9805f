import { isWeighted } from '../../../keepalived/timing/election.ts';
import { isAtLeast } from '../../../keepalived/version.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn } from './declared.ts';

export const weightZeroForHealth: NodeRule = {
  id: 'VRRP020',
  severity: 'note',
  scope: 'node',
  title: 'a check of the service has weight 0',
  why:
    'With a weight the backup drops the lower advertisement and waits until its timer runs out (keepalived 2.0 and ' +
    'newer): a failover takes about three intervals longer than with weight 0, where the master gives up at once.',
  fix: 'weight 0, unless a node whose check fails is still better than none',
  source: 'keepalived 2.0.0, vrrp.c; keepalived issue 2599; measured (1 to 2 s against 3 to 5 s)',
  check(node) {
    if (isAtLeast(node.versions.keepalived, [2, 0]) === false) return [];
    return declaredOn(node).flatMap(({ instance }) =>
      instance.tracks
        .filter(({ kind }) => kind === 'script' || kind === 'process')
        .filter((track) => isWeighted(track, instance))
        .map((track) => ({
          at: track,
          message: `${track.name} of ${instance.name} on ${node.name} has weight ${track.weight}: a failover waits for the timer of the backup`,
        })),
    );
  },
};
