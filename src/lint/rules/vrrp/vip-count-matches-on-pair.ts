import type { PairRule } from '../../rule.ts';
import { called, comparisons, placeIn } from './declared.ts';
import { countOf, missingIn, namesOf } from './vip-sets.ts';

export const vipCountMatchesOnPair: PairRule = {
  id: 'VRRP006',
  severity: 'error',
  scope: 'pair',
  title: 'an instance has as many VIPs on one node as on the other',
  why:
    'An advertisement says how many addresses it has. One with another count is dropped ("unexpected ip number count"): ' +
    'both nodes become master. keepalived judges one file at a time and sees nothing.',
  fix: 'the same virtual_ipaddress block on both nodes; long lists go to virtual_ipaddress_excluded',
  source: 'measured; keepalived, vrrp.c',
  check: (pair) =>
    comparisons(pair)
      .filter(({ first, other }) => countOf(first) !== countOf(other))
      .map(({ first, other }) => {
        const [more, less] = countOf(first) > countOf(other) ? [first, other] : [other, first];
        return {
          at: placeIn(other, 'virtual_ipaddress'),
          node: other.node.name,
          message: `${called(first)} has ${countOf(first)} VIPs, ${called(other)} has ${countOf(other)}: ${namesOf(missingIn(more, less))} is missing on ${less.node.name}`,
        };
      }),
};
