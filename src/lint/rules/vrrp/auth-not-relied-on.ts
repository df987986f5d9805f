import type { NodeRule } from '../../rule.ts';
import { called, declaredOn, placeIn } from './declared.ts';

export const authNotReliedOn: NodeRule = {
  id: 'VRRP013',
  severity: 'note',
  scope: 'node',
  title: 'VRRP authentication is not relied on',
  why:
    'The password goes over the segment in clear text with each advertisement, so it keeps out mistakes and nobody else. ' +
    'RFC 3768 removed it; version 3 and strict mode ignore it.',
  fix: 'unicast between the nodes, and a firewall that takes VRRP from the peer only',
  source: 'RFC 3768, section 10; keepalived.conf(5), authentication',
  check: (node) =>
    declaredOn(node)
      .filter(({ instance }) => instance.auth !== null)
      .map((one) => ({
        at: placeIn(one, 'authentication'),
        message:
          one.instance.version === 3 || one.instance.strict
            ? `authentication of ${called(one)} is ignored: ${one.instance.strict ? 'strict mode' : 'VRRP version 3'} has none`
            : `authentication of ${called(one)} is clear text on the segment`,
      })),
};
