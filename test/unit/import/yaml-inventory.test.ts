import { expect, test } from 'vitest';
import { readAnsibleYaml } from '../../../src/import/ansible-yaml.ts';
import { Vaulted } from '../../../src/import/source.ts';
import { parseYamlInventory } from '../../../src/import/yaml-inventory.ts';

const refusals = (text: string) =>
  parseYamlInventory(text, 'hosts.yml').problems.map(({ message }) => message);

test('groups in groups, ranges, and hosts without variables', () => {
  const { source, problems } = parseYamlInventory(
    `all:
  vars: { a: 1 }
  children:
    lb:
      hosts:
        lb[01:02]:
          rack: 4
        lb03:2222:
      vars: { b: 2 }
      tags: x
    other: { hosts: solo }
`,
    'hosts.yml',
  );
  expect(problems).toEqual([]);
  expect([...source.hosts.keys()]).toEqual(['lb01', 'lb02', 'lb03', 'solo']);
  expect(source.hosts.get('lb02')?.get('rack')?.value).toBe(4);
  expect(source.hosts.get('lb03')?.get('ansible_port')?.value).toBe(2222);
  expect([...(source.groups.get('all')?.children ?? [])]).toEqual(['lb', 'other']);
  expect(source.groups.get('lb')?.vars.get('b')?.value).toBe(2);
  expect(source.passedOver).toEqual(['`tags` of the group `lb`: neither hosts, children nor vars']);
});

test('values as PyYAML reads them', () => {
  const read = readAnsibleYaml(
    `yes: yes\noff: off\ny: y\nn: n\noct: 0644\nsha: 12345e6\nfloat: 1.5e+3\nday: 2024-01-02
base: &base { a: 1, b: 2 }\njoined: { <<: *base, b: 3 }\nsafe: !unsafe x\nown: !mine x\nnull: ~
vault: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\ntext: "$ANSIBLE_VAULT;1.1"\n`,
    'f',
  );
  expect('value' in read && read.value).toEqual({
    true: true,
    false: false,
    y: 'y',
    n: 'n',
    oct: 420,
    sha: '12345e6',
    float: 1500,
    day: '2024-01-02',
    base: { a: 1, b: 2 },
    joined: { a: 1, b: 3 },
    safe: 'x',
    own: 'x',
    null: null,
    vault: new Vaulted(),
    text: new Vaulted(),
  });
});

test.each([
  ['plugin: amazon.aws.aws_ec2\n', /dynamic inventory of the plugin `amazon.aws.aws_ec2`/],
  ['- a\n', /mapping of groups/],
  ['', /mapping of groups/],
  ['lb: 3\n', /`lb` must be a mapping/],
  ['lb: { hosts: [a, b] }\n', /`hosts` of the group `lb` must be a mapping/],
  ['lb: { vars: x }\n', /`vars` of the group `lb` must be a mapping/],
  ['lb: { hosts: { a: 3 } }\n', /host `a` must be a mapping/],
  ['lb: { hosts: { "a[1:2": } }\n', /without its/],
  ['a: &a { b: *a }\n', /nested too deeply, or aliases/],
  ['a: *b\n', /./],
  ['a: [\n', /YAML:/],
  ['['.repeat(50_000), /nested too deeply/],
  [`${'{a: '.repeat(20_000)}`, /nested too deeply/],
  [
    `a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n${Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array.from({ length: 10 }, () => `*a${n}`).join(',')}]`).join('\n')}`,
    /nested too deeply, or aliases/,
  ],
  ['lb: { hosts: { "h[1:9999]": , "i[1:9999]": , "j[1:9999]": } }\n', /more than 10000 hosts/],
])('refuses %.60j', (text, why) => {
  expect(refusals(text)[0]).toMatch(why);
});
