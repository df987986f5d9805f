import type { PairRule } from '../../rule.ts';
import { called, comparisons, placeIn } from './declared.ts';

export const advertMatchesOnPair: PairRule = {
  id: 'VRRP015',
  severity: 'error',
  scope: 'pair',
  title: 'an instance of version 2 has the same advert_int on both nodes',
  why:
    'Version 2 drops an advertisement with another interval (keepalived 2.0 and newer): both nodes become master. It is ' +
    'only logged, not counted. keepalived judges one file at a time and sees nothing.',
  fix: 'the same advert_int on both nodes',
  source: 'RFC 3768, section 7.1; measured',
  check: (pair) =>
    comparisons(pair)
      .filter(({ first, other }) => first.instance.version === 2 && other.instance.version === 2)
      .filter(({ first, other }) => first.instance.advertMs !== other.instance.advertMs)
      .map(({ first, other }) => ({
        at: placeIn(other, 'advert_int'),
        node: other.node.name,
        message: `advert_int is ${first.instance.advertMs / 1000} s for ${called(first)} and ${other.instance.advertMs / 1000} s for ${called(other)}: both will be master`,
      })),
};
