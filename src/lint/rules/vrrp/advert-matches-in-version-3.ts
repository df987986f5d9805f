import type { PairRule } from '../../rule.ts';
import { called, comparisons, placeIn } from './declared.ts';

export const advertMatchesInVersion3: PairRule = {
  id: 'VRRP016',
  severity: 'warning',
  scope: 'pair',
  title: 'an instance of version 3 has the same advert_int on both nodes',
  why:
    "A backup of version 3 takes over the master's interval, so the time of a failover depends on who is master, and a " +
    'node that starts with a shorter one may become master before it has heard the other.',
  fix: 'the same advert_int on both nodes',
  source: 'RFC 5798, section 6.1 (Master_Adver_Interval); measured',
  check: (pair) =>
    comparisons(pair)
      .filter(({ first, other }) => first.instance.version === 3 && other.instance.version === 3)
      .filter(({ first, other }) => first.instance.advertMs !== other.instance.advertMs)
      .map(({ first, other }) => ({
        at: placeIn(other, 'advert_int'),
        node: other.node.name,
        message: `advert_int is ${first.instance.advertMs / 1000} s for ${called(first)} and ${other.instance.advertMs / 1000} s for ${called(other)}`,
      })),
};
