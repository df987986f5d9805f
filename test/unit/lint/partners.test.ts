import { expect, test } from 'vitest';
import { partners, viewOf } from '../../../src/lint/view.ts';
import { subjectOf } from './pair.ts';
import { instanceText, type Shape } from './vrrp-shape.ts';

/** "a.NAME b.NAME" of each group. */
function groups(...nodes: Shape[][]): string[] {
  const given = nodes.map(
    (shapes, index) =>
      ['abc'.charAt(index), { keepalived: shapes.map(instanceText).join('') }] as const,
  );
  return partners(viewOf(subjectOf(Object.fromEntries(given)))).map((group) =>
    group.map(({ node, instance }) => `${node.name}.${instance.name}`).join(' '),
  );
}

const at = (name: string, vrid: number, ...vips: string[]): Shape => ({ name, vrid, vips });

test.each<[string, Shape[], Shape[], string[]]>([
  [
    'names are swapped: VRID and VIP decide',
    [at('A', 1, '10.0.0.1'), at('B', 2, '10.0.0.2')],
    [at('A', 2, '10.0.0.2'), at('B', 1, '10.0.0.1')],
    ['a.A b.B', 'a.B b.A'],
  ],
  [
    'VIPs are swapped: name and VRID decide',
    [at('A', 1, '10.0.0.1'), at('B', 2, '10.0.0.2')],
    [at('A', 1, '10.0.0.2'), at('B', 2, '10.0.0.1')],
    ['a.A b.A', 'a.B b.B'],
  ],
  ['a VIP alone', [at('A', 1, '2001:db8::1')], [at('B', 2, '2001:db8:0::1')], ['a.A b.B']],
  ['the name alone', [at('A', 1, '10.0.0.1')], [at('A', 2, '10.0.0.2')], ['a.A b.A']],
  ['the VRID on one interface', [at('A', 1, '10.0.0.1')], [at('B', 1, '10.0.0.2')], ['a.A b.B']],
  [
    'not the VRID on another interface or of another family',
    [at('A', 1, '10.0.0.1'), at('B', 2, '10.0.0.2')],
    [{ ...at('C', 1, '10.0.0.3'), link: 'eth1' }, at('D', 2, '2001:db8::1')],
    ['a.A', 'a.B', 'b.C', 'b.D'],
  ],
  [
    'one of a node in a group',
    [at('A', 1, '10.0.0.1')],
    [at('B', 2, '10.0.0.1'), at('A', 1, '10.0.0.1')],
    ['a.A b.A', 'b.B'],
  ],
])('%s', (_, first, second, expected) => {
  expect(groups(first, second)).toEqual(expected);
});

test('three nodes', () => {
  const one = [at('A', 1, '10.0.0.1')];
  expect(groups(one, one, one)).toEqual(['a.A b.A c.A']);
});

test('many that are all alike meet one each', () => {
  const alike = Array.from({ length: 300 }, () => at('A', 1, '10.0.0.1'));
  expect(groups(alike, alike)).toEqual(alike.map(() => 'a.A b.A'));
});
