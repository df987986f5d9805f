import { describe, expect, test } from 'vitest';
import { mailGoesSomewhere } from '../../../src/lint/rules/scripts/mail-goes-somewhere.ts';
import { notifyInOrder } from '../../../src/lint/rules/scripts/notify-in-order.ts';
import { notifyIsOnNode } from '../../../src/lint/rules/scripts/notify-is-on-node.ts';
import { notifyKnowsWithoutConfig } from '../../../src/lint/rules/scripts/notify-knows-without-config.ts';
import { instance } from './pair.ts';
import { saidOfNode } from './script.ts';

const PATH = '/etc/keepalived/notify.sh';
const keepalived = instance(`notify_master "${PATH} master"`);

describe('NTF001', () => {
  const mail = (address: string) =>
    `global_defs {\n  notification_email {\n    ${address}\n  }\n}\n`;

  test('an address of the sample, and mail that nothing sends', () => {
    expect(
      saidOfNode(mailGoesSomewhere, {
        keepalived: `${mail('acassen@firewall.loc')}${instance('smtp_alert')}`,
      }),
    ).toEqual(['note: notification_email on lb01 is acassen@firewall.loc, as in samples']);
    expect(
      saidOfNode(mailGoesSomewhere, { keepalived: mail('ops@company.test') + instance('') }),
    ).toHaveLength(1);
  });

  test('silent where somebody gets it, or there is none', () => {
    const sent = mail('ops@company.test') + instance('smtp_alert');
    expect(saidOfNode(mailGoesSomewhere, { keepalived: sent })).toEqual([]);
    expect(saidOfNode(mailGoesSomewhere, { keepalived: instance('') })).toEqual([]);
  });
});

describe('NTF002', () => {
  test('a script that searches keepalived.conf', () => {
    const text = '#!/bin/sh\nvip=$(grep -A1 virtual_ip /etc/keepalived/keepalived.conf)';
    expect(saidOfNode(notifyKnowsWithoutConfig, { keepalived, files: { [PATH]: text } })).toEqual([
      'note: the notify script reads keepalived.conf',
    ]);
  });

  test('silent in a comment', () => {
    const files = { [PATH]: '#!/bin/sh\n# see /etc/keepalived/keepalived.conf\nlogger "$1"' };
    expect(saidOfNode(notifyKnowsWithoutConfig, { keepalived, files })).toEqual([]);
  });
});

describe('NTF003', () => {
  test('a script that is not there, or has no run bit', () => {
    expect(saidOfNode(notifyIsOnNode, { keepalived, absent: [PATH] })).toEqual([
      `warning: notify_master VI_1 on lb01: there is no ${PATH}`,
    ]);
    const files = { [PATH]: { text: '#!/bin/sh\n', mode: 0o644 } };
    expect(saidOfNode(notifyIsOnNode, { keepalived, files })).toHaveLength(1);
  });

  test('silent where it is there, or nothing is known', () => {
    const files = { [PATH]: { text: '#!/bin/sh\n', mode: 0o755 } };
    expect(saidOfNode(notifyIsOnNode, { keepalived, files })).toEqual([]);
    expect(saidOfNode(notifyIsOnNode, { keepalived })).toEqual([]);
  });
});

describe('NTF004', () => {
  const two = instance(`notify_master ${PATH}\nnotify_backup ${PATH}`);

  test('several scripts that may overtake each other', () => {
    expect(saidOfNode(notifyInOrder, { keepalived: two })).toHaveLength(1);
  });

  test('silent with one, or with a fifo', () => {
    const fifo = `global_defs {\n  vrrp_notify_fifo /run/fifo\n}\n${two}`;
    expect(saidOfNode(notifyInOrder, { keepalived: fifo })).toEqual([]);
    expect(saidOfNode(notifyInOrder, { keepalived })).toEqual([]);
  });
});
