import { argument, last } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn, type Declared } from './declared.ts';

export const advertIsRepresentable: NodeRule = {
  id: 'VRRP018',
  severity: 'warning',
  scope: 'node',
  title: 'advert_int is one that the VRRP version can carry',
  why:
    'Version 2 carries whole seconds: keepalived rounds a fraction, and old builds rounded 0.4 to 0 and flooded the ' +
    'segment. Version 3 carries hundredths up to 40.95. The failover takes another time than the file says.',
  fix: 'vrrp_version 3 on both nodes for less than a second; whole seconds with version 2',
  source: 'RFC 5798, section 5.2.7; keepalived issues 1615 and 2424; measured',
  check: (node) =>
    declaredOn(node).flatMap((one) => {
      const statement = last(one.body, 'advert_int');
      const seconds = Number(argument(statement) ?? 'x');
      const problem = problemOf(seconds, one);
      if (statement === undefined || problem === null) return [];
      return [
        {
          at: statement,
          message: `advert_int ${argument(statement)} of ${one.instance.name} on ${node.name} ${problem}`,
        },
      ];
    }),
};

function problemOf(seconds: number, { instance }: Declared): string | null {
  if (!Number.isFinite(seconds)) return null;
  if (instance.version === 2) {
    if (!Number.isInteger(seconds)) {
      return `is not in whole seconds, which VRRP version 2 needs: ${instance.advertMs / 1000} s count`;
    }
    return seconds < 1 || seconds > 255 ? 'is not 1 to 255 seconds' : null;
  }
  if (seconds < 0.01 || seconds > 40.95) return 'is not 0.01 to 40.95 seconds';
  const hundredths = seconds * 100;
  return Math.abs(hundredths - Math.round(hundredths)) > 1e-6
    ? 'is not in hundredths of a second'
    : null;
}
