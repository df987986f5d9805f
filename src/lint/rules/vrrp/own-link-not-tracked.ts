import { all, inside } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { called, declaredOn } from './declared.ts';
import { refusedByCheck } from './refused-by-check.ts';

export const ownLinkNotTracked: NodeRule = {
  id: 'VRRP063',
  severity: 'warning',
  scope: 'node',
  title: 'track_interface does not name the own interface of the instance',
  why:
    'keepalived tracks the interface of an instance by itself, and passes over a line that names it again. It works, but ' +
    'keepalived -t counts the line as an error.',
  fix: 'remove the line: the interface of the instance is tracked in any case',
  source:
    'measured: 2.2.7 says "(A) Ignoring track_interface eth0 since own interface", exit code 5; keepalived.conf(5), ' +
    'track_interface',
  check: (node) =>
    declaredOn(node).flatMap((one) =>
      all(one.body, 'track_interface')
        .flatMap(inside)
        .filter(({ keyword }) => keyword === one.instance.interface)
        .map((at) => ({
          at,
          message: `${called(one)} tracks ${at.keyword}, its own interface: ${refusedByCheck}`,
        })),
    ),
};
