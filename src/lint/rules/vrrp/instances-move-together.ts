import type { PairRule } from '../../rule.ts';
import { counterparts, type Declared } from './declared.ts';
import { winnerOf } from './winner.ts';

export const instancesMoveTogether: PairRule = {
  id: 'VRRP027',
  severity: 'note',
  scope: 'pair',
  title: 'instances of one service are in a vrrp_sync_group',
  why:
    'Instances outside of a group move one by one: after the loss of one interface the public VIP may be on one node and ' +
    'the internal one on the other. keepalived cannot know which belong together.',
  fix: 'one vrrp_sync_group for the instances, with the trackers on the group; active/active pairs allow this',
  source: 'keepalived.conf(5), vrrp_sync_group',
  check(pair) {
    const alone = new Map<string, Declared[]>();
    for (const group of counterparts(pair)) {
      const [first] = group;
      const winner = winnerOf(group);
      if (first === undefined || winner === null || first.instance.group !== null) continue;
      const others = alone.get(winner);
      if (others) others.push(first);
      else alone.set(winner, [first]);
    }
    return [...alone].flatMap(([winner, [first, second, ...rest]]) => {
      if (first === undefined || second === undefined) return [];
      const names = [first, second, ...rest].map(({ instance }) => instance.name);
      return [
        {
          at: second.instance,
          node: second.node.name,
          message: `${listed(names)} all prefer ${winner}, but are in no sync group`,
        },
      ];
    });
  },
};

/** A pair may have a thousand. */
function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

const MOST_NAMES = 20;
