import { all, argument } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn, globalDefs } from './declared.ts';

const KEYWORDS = ['garp_interval', 'gna_interval'];

export const garpIntervalInRange: NodeRule = {
  id: 'VRRP039',
  severity: 'note',
  scope: 'node',
  title: 'garp_interval and gna_interval are not 0',
  why:
    'The sample configuration of older releases sets both to 0, which newer ones call out of range: keepalived -t fails ' +
    'where it had passed before the upgrade.',
  fix: 'remove the line: without it there is no delay',
  source: 'keepalived issue 2066',
  check: (node) =>
    [
      ...all(globalDefs(node), ...KEYWORDS.map((keyword) => `vrrp_${keyword}`)),
      ...declaredOn(node).flatMap(({ body }) => all(body, ...KEYWORDS)),
    ]
      .filter((statement) => Number(argument(statement) ?? 'x') === 0)
      .map((statement) => ({
        at: statement,
        message: `${statement.keyword} 0 on ${node.name} is out of range for newer releases`,
      })),
};
