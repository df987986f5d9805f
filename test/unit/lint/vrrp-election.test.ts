import { describe, expect, test } from 'vitest';
import { failbackIsChosen } from '../../../src/lint/rules/vrrp/failback-is-chosen.ts';
import { groupMembersAgree } from '../../../src/lint/rules/vrrp/group-members-agree.ts';
import { instancesMoveTogether } from '../../../src/lint/rules/vrrp/instances-move-together.ts';
import { nopreemptOnBoth } from '../../../src/lint/rules/vrrp/nopreempt-on-both.ts';
import { nopreemptWithoutWeights } from '../../../src/lint/rules/vrrp/nopreempt-without-weights.ts';
import { otherLinksTracked } from '../../../src/lint/rules/vrrp/other-links-tracked.ts';
import { preemptDelayOnPreferredNode } from '../../../src/lint/rules/vrrp/preempt-delay-on-preferred-node.ts';
import { preemptionSettingsCount } from '../../../src/lint/rules/vrrp/preemption-settings-count.ts';
import { prioritiesDiffer } from '../../../src/lint/rules/vrrp/priorities-differ.ts';
import { priority255IsTheOwner } from '../../../src/lint/rules/vrrp/priority-255-is-the-owner.ts';
import { weightFlipsPriority } from '../../../src/lint/rules/vrrp/weight-flips-priority.ts';
import { weightZeroForHealth } from '../../../src/lint/rules/vrrp/weight-zero-for-health.ts';
import { instanceText, pairOf, said, script, tracked, type Shape } from './vrrp-shape.ts';

describe('VRRP011', () => {
  test('equal priorities, also of instances with other names', () => {
    expect(said(prioritiesDiffer, pairOf({}, { name: 'OTHER', priority: 100 }))).toEqual([
      'b error 5: VI_1: a and b have the same priority 100',
    ]);
  });

  test('equal where keepalived cuts the sum', () => {
    const nodes = pairOf(
      { priority: 250, lines: tracked },
      { priority: 240, lines: tracked },
      script(20),
    );
    expect(said(prioritiesDiffer, nodes)).toEqual([
      'b error 10: VI_1: a and b both come to 254: their weights take 250 and 240 beyond 1 to 254, where keepalived cuts',
    ]);
  });

  test('equal while the check fails on both', () => {
    const nodes = pairOf(
      { priority: 20, lines: tracked },
      { priority: 10, lines: tracked },
      script(-30),
    );
    expect(said(prioritiesDiffer, nodes)).toHaveLength(1);
  });

  test('silent: a gap, one node alone', () => {
    expect(said(prioritiesDiffer, pairOf({}))).toEqual([]);
    expect(said(prioritiesDiffer, { a: { keepalived: instanceText() } })).toEqual([]);
  });
});

test('VRRP020: a weight, from 2.0 on', () => {
  const on = (weight: number, keepalived?: string) =>
    said(weightZeroForHealth, {
      a: {
        keepalived: script(weight) + instanceText({ lines: tracked }),
        ...(keepalived && { versions: { keepalived } }),
      },
    });
  expect(on(-20)).toEqual([
    'a note 12: chk of VI_1 on a has weight -20: a failover waits for the timer of the backup',
  ]);
  expect(on(-20, '1.3.5')).toEqual([]);
  expect(on(0)).toEqual([]);
  const link = instanceText({ lines: 'track_interface {\neth1 weight -20\n}' });
  expect(said(weightZeroForHealth, { a: { keepalived: link } })).toEqual([]);
});

test('VRRP021: nopreempt with a weight', () => {
  const pair = (weight: number, state = 'BACKUP') =>
    pairOf({ state, lines: `nopreempt\n  ${tracked}` }, undefined, script(weight));
  expect(said(nopreemptWithoutWeights, pair(-20))).toMatchObject(
    [
      /^a error 13: VI_1: a: nopreempt with weight -20 of chk/,
      /^b error 13: VI_1: b: nopreempt with weight -20 of chk/,
    ].map((pattern) => expect.stringMatching(pattern) as string),
  );
  expect(said(nopreemptWithoutWeights, pair(0))).toEqual([]);
  // keepalived clears it: VRRP022 says so.
  expect(said(nopreemptWithoutWeights, pair(-20, 'MASTER'))).toEqual([]);
});

test.each<[string, Shape, number]>([
  ['nopreempt with state MASTER', { state: 'MASTER', lines: 'nopreempt' }, 1],
  ['preempt_delay with state MASTER', { state: 'MASTER', lines: 'preempt_delay 5' }, 1],
  ['nopreempt with preempt_delay', { lines: 'nopreempt\npreempt_delay 5' }, 1],
  ['nopreempt of the owner', { priority: 255, lines: 'nopreempt' }, 1],
  ['nopreempt', { lines: 'nopreempt' }, 0],
  ['preempt_delay', { lines: 'preempt_delay 5' }, 0],
  ['neither', { state: 'MASTER' }, 0],
])('VRRP022: %s', (_, shape, count) => {
  expect(said(preemptionSettingsCount, { a: { keepalived: instanceText(shape) } })).toHaveLength(
    count,
  );
});

test('VRRP023: preempt_delay on the lower node with a weight', () => {
  const pair = (upper: string, lower: string, weight = -20) =>
    said(
      preemptDelayOnPreferredNode,
      pairOf({ lines: `${upper}\n${tracked}` }, { lines: `${lower}\n${tracked}` }, script(weight)),
    );
  expect(pair('', 'preempt_delay 8')).toEqual([
    'b warning 11: VI_1 on b waits 8 s before it takes over when chk (weight -20) fails on a',
  ]);
  expect(pair('preempt_delay 8', '')).toEqual([]);
  expect(pair('', 'preempt_delay 8', 0)).toEqual([]);
});

test('VRRP024: a failback at once', () => {
  expect(said(failbackIsChosen, pairOf({}))).toEqual([
    'a note 5: VI_1 on a takes its VIPs back as soon as it returns',
  ]);
  expect(said(failbackIsChosen, pairOf({ lines: 'nopreempt' }))).toEqual([]);
  expect(said(failbackIsChosen, pairOf({ lines: 'preempt_delay 60' }, {}))).toEqual([]);
});

test('VRRP025: nopreempt on one node', () => {
  expect(said(nopreemptOnBoth, pairOf({ lines: 'nopreempt' }, { lines: '' }))).toEqual([
    'a warning 6: nopreempt is set for VI_1 on a and not for VI_1 on b',
  ]);
  expect(said(nopreemptOnBoth, pairOf({ lines: 'nopreempt' }))).toEqual([]);
  expect(said(nopreemptOnBoth, pairOf({}))).toEqual([]);
});

test('VRRP026: a weight too small', () => {
  const pair = (weight: number, name = 'VI_1') =>
    said(weightFlipsPriority, pairOf({ lines: tracked }, { lines: tracked, name }, script(weight)));
  const message =
    'a error 12: VI_1: weight -5 of chk cannot move it: with the check failing a still has 95, b has 90';
  expect(pair(-5)).toEqual([message]);
  expect(pair(-5, 'OTHER')).toEqual([message]);
  expect(pair(-20)).toEqual([]);
  expect(pair(0)).toEqual([]);
});

test('VRRP027: instances that move one by one', () => {
  const two = (priority: number) => ({
    a: {
      keepalived: instanceText() + instanceText({ name: 'VI_2', vrid: 61, vips: ['10.0.0.1'] }),
    },
    b: {
      keepalived:
        instanceText({ priority: 90 }) +
        instanceText({ name: 'VI_2', vrid: 61, vips: ['10.0.0.1'], priority }),
    },
  });
  expect(said(instancesMoveTogether, two(90))).toEqual([
    'a note 11: VI_1, VI_2 all prefer a, but are in no sync group',
  ]);
  // Active/active.
  expect(said(instancesMoveTogether, two(110))).toEqual([]);
});

test('VRRP028: a VIP on an interface that is not tracked', () => {
  const on = (lines: string) =>
    said(otherLinksTracked, {
      a: { keepalived: instanceText({ vips: ['192.0.2.10/24 dev eth1'], lines }) },
    });
  expect(on('')).toEqual([
    'a note 8: VI_1 on a has VIP 192.0.2.10 on eth1, which it does not track',
  ]);
  expect(on('track_interface {\neth1\n}')).toEqual([]);
});

describe('VRRP029', () => {
  const group = (...members: string[]) =>
    `vrrp_sync_group G {\n  group {\n    ${members.join('\n    ')}\n  }\n}\n`;
  const second: Shape = { name: 'VI_2', vrid: 61, vips: ['10.0.0.1'] };

  test('members that prefer different nodes', () => {
    const text = (...priorities: number[]) =>
      group('VI_1', 'VI_2') +
      instanceText({ priority: priorities[0] ?? 0 }) +
      instanceText({ ...second, priority: priorities[1] ?? 0 });
    const pair = (lower: number) =>
      said(groupMembersAgree, {
        a: { keepalived: text(100, 100) },
        b: { keepalived: text(90, lower) },
      });
    expect(pair(110)).toEqual([
      'a error 21: sync group G: VI_1 prefers a, VI_2 prefers b: elections without end',
    ]);
    expect(pair(80)).toEqual([]);
  });

  test('a member that is no instance; silent where a file is not given', () => {
    const text = `${group('VI_1', 'VI_2', 'VI_3')}${instanceText()}${instanceText(second)}`;
    const on = (keepalived: string) => said(groupMembersAgree, { a: { keepalived } });
    expect(on(text)).toEqual([
      'a error 1: sync group G on a names VI_3, which is no instance: keepalived leaves it out',
    ]);
    expect(on(text.replace('VI_3', ''))).toEqual([]);
    expect(on(`${text}include conf.d/*.conf\n`)).toEqual([]);
  });

  test('weights on members, unless keepalived is told to count them', () => {
    const text = (more: string) =>
      script(-20) +
      group('VI_1', 'VI_2').replace('{', `{\n${more}`) +
      instanceText({ lines: tracked }) +
      instanceText(second);
    const on = (more = '') => said(groupMembersAgree, { a: { keepalived: text(more) } });
    expect(on()).toEqual([
      'a error 19: a: weight -20 of chk counts nothing, VI_1 is in sync group G',
    ]);
    expect(on('sync_group_tracking_weight')).toEqual([]);
  });

  test('one member is a note', () => {
    expect(said(groupMembersAgree, { a: { keepalived: group('VI_1') + instanceText() } })).toEqual([
      'a note 1: sync group G on a has one member only, VI_1: nothing moves together',
    ]);
  });
});

test('VRRP033: priority 255', () => {
  expect(said(priority255IsTheOwner, pairOf({ priority: 255 }, { priority: 255 }))).toEqual([
    'a error 5: VI_1 has priority 255 on a and b: both will be master',
    'b error 5: VI_1 has priority 255 on a and b: both will be master',
  ]);
  const { a = {}, b = {} } = pairOf({ priority: 255 });
  expect(said(priority255IsTheOwner, { a, b })).toEqual([
    'a warning 5: VI_1 on a has priority 255, as if its VIPs were the own addresses of a',
  ]);
  const owner = { ...a, addresses: ['192.0.2.10'] };
  expect(said(priority255IsTheOwner, { a: owner, b })).toEqual([]);
  expect(said(priority255IsTheOwner, pairOf({}))).toEqual([]);
});
