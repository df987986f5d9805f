import { all, argument, argumentsOf, inside } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { NodeRule } from '../../rule.ts';

/** Of the sample configuration, and of domains that are for examples. */
const sample = /(firewall\.loc|example\.(com|org|net)|\.invalid|root@localhost)$/i;

export const mailGoesSomewhere: NodeRule = {
  id: 'NTF001',
  severity: 'note',
  scope: 'node',
  title: 'mail of keepalived goes to somebody',
  why:
    'Addresses copied from the sample configuration reach nobody, and without smtp_alert no instance sends mail at all: ' +
    'the block looks like an alarm that there is not.',
  fix: 'take notification_email out, or name a real address and write smtp_alert in each instance',
  source: 'keepalived.conf(5), smtp_alert',
  check: (node) => {
    const statements = node.keepalived?.statements ?? [];
    const defs = all(statements, 'global_defs').flatMap(inside);
    const [block] = all(defs, 'notification_email');
    if (block === undefined) return [];
    const names = inside(block).flatMap((one) => [one.keyword, ...argumentsOf(one)]);
    const copied = names.find((name) => sample.test(name) || name === 'acassen');
    if (copied !== undefined) {
      return [
        { at: block, message: `notification_email on ${node.name} is ${copied}, as in samples` },
      ];
    }
    if (sends(statements)) return [];
    return [
      {
        at: block,
        message: `notification_email on ${node.name}, but no smtp_alert: no instance sends mail`,
      },
    ];
  },
};

/** Checkers of virtual servers send by themselves. */
function sends(statements: readonly Statement[]): boolean {
  return statements.some(
    (one) =>
      one.keyword === 'virtual_server' ||
      (/^smtp_alert/.test(one.keyword) && argument(one) !== 'off') ||
      sends(inside(one)),
  );
}
