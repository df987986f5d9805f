import { describe, expect, test, vi } from 'vitest';
import { brief, pair, problemsOf } from '../inventory/temp-project.ts';
import { rendered } from './bound.ts';

const vars = (yaml: string) => ({ inventory: `${pair}vars: ${yaml}\n` });

async function refused(template: string, setup: Parameters<typeof rendered>[1] = {}) {
  return (await problemsOf(() => rendered(template, setup))).map(brief);
}

describe('undefined names', () => {
  test.each([
    [
      'a typing error',
      'maxconn 1\nbind {{ hapoxy.maxconn }}\n',
      't.liquid:2:9 undefined variable `hapoxy`',
    ],
    [
      'of a field',
      'bind {{ haproxy.maxcon }}\n',
      't.liquid:1:9 undefined variable `haproxy.maxcon`',
    ],
    [
      'in a condition',
      '{% if haproxy.tsl %}x{% endif %}',
      't.liquid:1:7 undefined variable `haproxy.tsl`',
    ],
    [
      'in a loop',
      '{% for f in haproxy.frontends %}\n{{ f.nam }}{% endfor %}',
      't.liquid:2:4 undefined variable `f.nam`',
    ],
    ['a filter', '{{ host.name | upcas }}', 't.liquid:1:1 undefined filter: upcas'],
    [
      'the prototype',
      '{{ host.constructor }}',
      't.liquid:1:4 undefined variable `host.constructor`',
    ],
  ])('%s', async (_, template, expected) => {
    expect(await refused(template)).toEqual([expected]);
  });

  test('with the nearest known name', async () => {
    const hints = async (template: string) =>
      (await problemsOf(() => rendered(template))).map(({ hint }) => hint);
    expect(await hints('{{ haproxy.maxcon }}')).toEqual(['did you mean `maxconn`?']);
    expect(await hints('{{ hosst.name }}')).toEqual(['did you mean `host`?']);
    expect(await hints('{% for f in haproxy.frontends %}{{ f.nam }}{% endfor %}')).toEqual([
      'did you mean `name`?',
    ]);
  });

  test('a section that the inventory has not', async () => {
    const inventory = pair.replace(/haproxy:\n[\s\S]*$/, '');
    const problems = await problemsOf(() => rendered('{{ haproxy.maxconn }}', { inventory }));
    expect(problems[0]?.hint).toBe(
      'the inventory has no `haproxy:` section, which this template needs',
    );
  });
});

describe('what is not one value', () => {
  test.each([
    ['a list', '{{ haproxy.frontends }}', '`haproxy.frontends` is a list, not one value'],
    ['a mapping', '{{ haproxy.timeouts }}', '`haproxy.timeouts` is a mapping, not one value'],
    ['nothing', '{{ haproxy.stats }}', '`haproxy.stats` has no value here'],
  ])('%s', async (_, template, message) => {
    expect(await refused(template)).toEqual([`t.liquid:1:1 ${message}`]);
  });
});

test.each([
  ['raw', '{{ host.name | raw }}'],
  ['echo', '{% echo host.name %}'],
  ['include', "{% include 't' %}"],
  ['layout', "{% layout 't' %}"],
  ['capture', '{% capture x %}a{% endcapture %}'],
  ['liquid', '{% liquid echo host.name %}'],
  ['cycle', "{% cycle 'a', 'b' %}"],
  ['increment', '{% increment x %}'],
  ['tablerow', '{% tablerow x in hosts %}{% endtablerow %}'],
])('%s, a way around the quoting, does not exist', async (_, template) => {
  expect((await refused(template))[0]).toMatch(/^t\.liquid:1:1 .*(not found|undefined filter)/);
});

describe('partials', () => {
  test('by name, from the directories of templates', async () => {
    const files = { 'playbooks/templates/part.liquid': 'max {{ n }}\n' };
    expect(await rendered("{% render 'part', n: haproxy.maxconn %}", { files })).toBe('max 4000\n');
  });
  test('an error in a partial is reported there', async () => {
    const files = { 'playbooks/templates/part.liquid': 'a\n{{ b }}\n' };
    expect(await refused("{% render 'part' %}", { files })).toEqual([
      'part.liquid:2:4 undefined variable `b`',
    ]);
  });
  test.each(['../own.yaml', '/etc/passwd', '..', '.hidden'])('nothing else: %s', async (name) => {
    expect((await refused(`{% render '${name}' %}`))[0]).toContain('ENOENT');
  });
});

test('an endless template ends', async () => {
  const template =
    '{% for a in (1..9999999) %}{% for b in (1..9999999) %}x{% endfor %}{% endfor %}';
  expect((await refused(template))[0]).toMatch(/the template goes on for too long/);
  const wide = '{% for a in (1..999999999) %}x{% endfor %}';
  expect((await refused(wide))[0]).toMatch(/limit exceeded/);
});

test('a sound template on a machine that stands still', async () => {
  let hours = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    hours += 1;
    return hours * 3_600_000;
  });
  const text = await rendered('{% for a in (1..3) %}{{ a }}\n{% endfor %}');
  clock.mockRestore();
  expect(text).toBe('1\n2\n3\n');
});

test('secrets are printed and nothing else', async () => {
  const setup = { ...vars('{ p: !secret front }'), env: { HADEPLOY_SECRET_FRONT: 'hunter2' } };
  expect(await rendered('pass {{ vars.p }}\n', setup)).toBe('pass hunter2\n');
  expect(await rendered('{% if vars.p %}yes{% endif %}', setup)).toBe('yes\n');
  for (const filter of [
    'upcase',
    'append: "x"',
    'base64_encode',
    'json',
    'split: ""',
    'slice: 0, 1',
    'prepend: vars.p',
  ]) {
    const problems = await problemsOf(() => rendered(`{{ vars.p | ${filter} }}`, setup));
    expect(JSON.stringify(problems), filter).not.toMatch(/hunter2|HUNTER2/);
  }
});
