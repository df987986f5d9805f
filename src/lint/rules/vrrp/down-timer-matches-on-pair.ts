import type { Place } from '../../../core/place.ts';
import { last } from '../../../keepalived/config/find.ts';
import type { Observation, PairRule } from '../../rule.ts';
import { called, comparisons, counterparts, globalPlaces, type Declared } from './declared.ts';

export const downTimerMatchesOnPair: PairRule = {
  id: 'VRRP040',
  severity: 'warning',
  scope: 'pair',
  title: 'both nodes wait for as many lost advertisements, and for three at least',
  why:
    'The node with the smaller number takes over sooner, from a master that only lost a packet or two: how long a ' +
    'failover takes depends on which node fails. keepalived judges one file at a time and sees nothing.',
  fix: 'the same down_timer_adverts on both nodes, 3 or more',
  source: 'keepalived.conf(5), down_timer_adverts (2.2.3 and newer)',
  check: (pair) => {
    const ofAll = globalPlaces(pair, 'vrrp_down_timer_adverts');
    const placeOf = (one: Declared): Place =>
      last(one.body, 'down_timer_adverts') ?? ofAll.get(one.node) ?? one.instance;
    return [
      ...comparisons(pair)
        .filter(({ first, other }) => first.instance.downAdverts !== other.instance.downAdverts)
        .map(({ first, other }) => ({
          at: placeOf(other),
          node: other.node.name,
          message: `${called(first)} waits for ${first.instance.downAdverts} lost advertisements, ${called(other)} for ${other.instance.downAdverts}`,
        })),
      ...counterparts(pair)
        .flat()
        .flatMap((one) => impatient(one, placeOf(one))),
    ];
  },
};

function impatient(one: Declared, at: Place): Observation[] {
  const { downAdverts } = one.instance;
  if (downAdverts >= 3) return [];
  return [
    {
      at,
      node: one.node.name,
      message: `${called(one)} takes over after ${downAdverts} lost advertisement${downAdverts === 1 ? '' : 's'}`,
      severity: 'note',
    },
  ];
}
