import { last } from '../../../keepalived/config/find.ts';
import type { PairRule } from '../../rule.ts';
import { called, comparisons, globalPlaces } from './declared.ts';

export const versionMatchesOnPair: PairRule = {
  id: 'VRRP017',
  severity: 'error',
  scope: 'pair',
  title: 'an instance speaks the same VRRP version on both nodes',
  why:
    'An advertisement of the other version is dropped: both nodes become master. keepalived judges one file at a time ' +
    'and sees nothing.',
  fix: 'the same vrrp_version in global_defs, and the same version in the instances, on both nodes',
  source: 'RFC 5798, section 7.1; measured',
  check: (pair) => {
    const ofAll = globalPlaces(pair, 'vrrp_version');
    return comparisons(pair)
      .filter(({ first, other }) => first.instance.version !== other.instance.version)
      .map(({ first, other }) => ({
        at: last(other.body, 'version') ?? ofAll.get(other.node) ?? other.instance,
        node: other.node.name,
        message: `${called(first)} speaks VRRP version ${first.instance.version}, ${called(other)} version ${other.instance.version}: both will be master`,
      }));
  },
};
