import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/lint/rules.ts';
import { hadeploy } from './fake-io.ts';

describe('lint --rules', () => {
  it('lists every rule on a line, and as JSON', async () => {
    const text = await hadeploy('/', ['lint', '--rules']);
    expect(text.stdout.trimEnd().split('\n')).toHaveLength(rules.length);
    expect(text.stdout).toMatch(/^VRRP001 {3}error {4}pair {5}an instance has the same VRID/m);
    const json = await hadeploy('/', ['lint', '--rules', '--json']);
    const listed = JSON.parse(json.stdout) as Record<string, unknown>[];
    expect(listed).toHaveLength(rules.length);
    expect(Object.keys(listed[0] ?? {})).toEqual(['id', 'severity', 'scope', 'title']);
    expect(json.code).toBe(0);
  });
});

describe('explain', () => {
  it('says of several rules what they are, whatever the case', async () => {
    const ran = await hadeploy('/', ['explain', 'vrrp001', 'LINT001', 'VRRP001']);
    expect(ran.code).toBe(0);
    expect(ran.stdout.match(/^VRRP001 {2}error {2}pair$/gm)).toHaveLength(1);
    expect(ran.stdout).toContain('LINT001  warning  node');
    expect(ran.stdout).toContain('# hadeploy: allow ID: REASON');
    expect(ran.stdout).toMatch(/Source: RFC/);
    expect(Math.max(...ran.stdout.split('\n').map((line) => line.length))).toBeLessThan(121);
  });

  it('knows a rule by its number without zeros', async () => {
    const { stdout } = await hadeploy('/', ['explain', 'vrrp1', 'VRRP14']);
    expect(stdout.match(/^VRRP0\d\d/gm)).toEqual(['VRRP001', 'VRRP014']);
    expect((await hadeploy('/', ['explain', 'vrrp'])).code).toBe(64);
  });

  it('knows every rule of the catalogue, each once', async () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const ran = await hadeploy('/', ['explain', '--json', ...ids]);
    const told = JSON.parse(ran.stdout) as Record<string, string>[];
    expect(told.map(({ id }) => id)).toEqual(ids);
    for (const { why, fix, source } of told)
      for (const text of [why, fix, source]) {
        expect(text).toMatch(/\S/);
      }
  });

  it.each([
    ['VRP001', 'did you mean VRRP001?'],
    ['VRRP999', 'there are VRRP001 to VRRP'],
    ['XXX', 'hadeploy lint --rules'],
  ])('helps with %s, which there is not', async (id, hint) => {
    const ran = await hadeploy('/', ['explain', id]);
    expect(ran.code).toBe(64);
    expect(ran.stderr).toContain(hint);
  });

  it('wants an id', async () => {
    expect((await hadeploy('/', ['explain'])).code).toBe(64);
  });
});
