import fc from 'fast-check';
import { expect, test } from 'vitest';
import { junitXml } from '../../../src/report/junit.ts';
import { failed, hopeless, sample } from './fixtures.ts';
import { hostile, poisoned } from './hostile.ts';
import { elementsOf } from './well-formed.ts';

const count = (elements: string[], name: string): number =>
  elements.filter((element) => element === name).length;

test('a suite of checks and a suite of drills, with what CI counts', () => {
  const xml = junitXml(sample);
  const elements = elementsOf(xml);
  expect(count(elements, 'testsuite')).toBe(2);
  expect(count(elements, 'testcase')).toBe(sample.checks.length + sample.drills.length);
  expect([count(elements, 'failure'), count(elements, 'skipped')]).toEqual([3, 1]);
  expect(xml).toContain(
    '<testsuites name="hadeploy verify prod-bj" tests="14" failures="3" errors="0" skipped="1" time="512.000">',
  );
  expect(xml).toContain(
    '<testsuite name="verify" tests="7" failures="1" errors="0" skipped="0" time="384.200" timestamp="2026-08-01T03:11:40">',
  );
});

test('a check that failed says what was seen and what to do', () => {
  expect(junitXml(sample)).toContain(
    '<failure type="priorities-flip" message="check_haproxy has weight −5: when it fails, prod-bj-lb01 has 95 and prod-bj-lb02 90">check_haproxy has weight −5: when it fails, prod-bj-lb01 has 95 and prod-bj-lb02 90\n→ set a weight below −10, or 0 so that a failing check is a fault</failure>',
  );
});

test('a drill: its figures as properties, the sum of its bound and what happened as text', () => {
  const xml = junitXml({ ...sample, checks: [], drills: sample.drills.slice(1, 2) });
  expect(xml.slice(xml.indexOf('<testcase'), xml.indexOf('</testcase>'))).toMatchInlineSnapshot(`
    "<testcase classname="prod-bj.drills.haproxy-stopped" name="haproxy stopped on prod-bj-lb01" time="14.000">
    <properties><property name="INTERNAL_VIP.outageMs" value="1940"/><property name="INTERNAL_VIP.errorMs" value="24"/><property name="INTERNAL_VIP.boundMs" value="5650"/><property name="INTERNAL_VIP.failedProbes" value="96"/><property name="INTERNAL_VIP.probes" value="700"/><property name="INTERNAL_VIP.noHolderMs" value="8"/><property name="INTERNAL_VIP.splitBrainMs" value="0"/><property name="INTERNAL_VIP.failbackMs" value="4412"/></properties>
    <system-out>INTERNAL_VIP 172.16.0.100:80: outage 1940 ms ± 24 ms, 96 of 700 probes failed, one every 20 ms, bound 5650 ms
      2000 ms  check interval × fall (2 s × 1)
      3000 ms  advertisements missed (3 × 1 s)
      648 ms  skew of priority 90, (256 − 90) / 256
      2 ms  address added and announced (gratuitous ARP)
    +0 ms  haproxy stopped on prod-bj-lb01
    +18 ms  INTERNAL_VIP stopped to answer
    +1290 ms  check_haproxy failed on prod-bj-lb01
    +1918 ms  prod-bj-lb02 holds INTERNAL_VIP
    +1942 ms  INTERNAL_VIP answers again
    +5100 ms  haproxy started on prod-bj-lb01
    +9512 ms  prod-bj-lb01 holds INTERNAL_VIP
    +11.90 s  the pair is as before</system-out>
    "
  `);
});

test('a bound that there is not, a reason, what was left behind', () => {
  const xml = junitXml(sample);
  expect(xml).toContain('INTERNAL_VIP 172.16.0.100:80: not tried, bound never\n');
  const tried = { ...failed, vips: hopeless.vips };
  expect(junitXml({ ...sample, drills: [tried] })).toContain(
    '<property name="INTERNAL_VIP.boundMs" value="never"/>',
  );
  expect(xml).toContain('<skipped message="prod-bj-lb01 is a container');
  expect(xml).toContain(
    'not as before: /run/hadeploy-drill-7f3a still exists on prod-bj-lb01</failure>',
  );
});

test('any text gives well-formed XML of the same shape', () => {
  const shape = elementsOf(junitXml(poisoned('x')));
  fc.assert(
    fc.property(hostile, (text) => {
      expect(elementsOf(junitXml(poisoned(text)))).toEqual(shape);
    }),
  );
});

test('the reader of these tests sees what is not well-formed', () => {
  for (const bad of ['<a>', '<a></b>', '<a b="<"/>', '<a>&</a>', '<a>\u0000</a>', '<a b=c/>']) {
    expect(() => elementsOf(bad)).toThrow();
  }
});
