import type { PairRule } from '../../rule.ts';
import { comparisons, placeIn, type Declared } from './declared.ts';

export const authMatchesOnPair: PairRule = {
  id: 'VRRP012',
  severity: 'error',
  scope: 'pair',
  title: 'an instance has the same authentication on both nodes',
  why:
    'An advertisement with another password, or with one where none is expected, is dropped (keepalived 2.0 and newer): ' +
    'both nodes become master. Up to 1.4.5 it keeps the backup waiting. keepalived judges one file at a time and sees ' +
    'nothing.',
  fix: 'the same auth_type and auth_pass on both nodes, or no authentication on both',
  source: 'RFC 2338, section 5.3.6; measured',
  check: (pair) =>
    comparisons(pair).flatMap(({ first, other }) => {
      if (first.instance.version === 3 || other.instance.version === 3) return [];
      const difference = differenceOf(first, other);
      if (difference === null) return [];
      const isStrict = first.instance.strict && other.instance.strict;
      return [
        {
          at: placeIn(other, 'authentication'),
          node: other.node.name,
          message: `${difference}: both will be master${isStrict ? ' as soon as strict mode, which ignores it, is gone' : ''}`,
        },
      ];
    }),
};

function differenceOf(first: Declared, other: Declared): string | null {
  const [one, two] = [first, other].map(({ instance }) => instance.auth);
  const { name } = other.instance;
  const [here, there] = [first.node.name, other.node.name];
  if (one?.type !== two?.type) {
    return `authentication of ${name} is ${one?.type ?? 'none'} on ${here}, ${two?.type ?? 'none'} on ${there}`;
  }
  if (keptOf(one) === keptOf(two)) return null;
  return `the password of ${name} is not the same on ${here} and ${there}`;
}

/** keepalived compares eight bytes. */
function keptOf(auth: Declared['instance']['auth'] | undefined): string {
  return Buffer.from(auth?.pass.reveal() ?? '')
    .subarray(0, 8)
    .toString('hex');
}
