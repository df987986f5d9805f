import { describe, expect, test } from 'vitest';
import { historyTable } from '../../../src/ui/history-table.ts';
import { createPaint } from '../../../src/ui/paint.ts';
import { statusTable, type NodeStatus } from '../../../src/ui/status-table.ts';
import { renderTable } from '../../../src/ui/table.ts';
import { ago, elapsed } from '../../../src/ui/time.ts';
import { fit, widthOf, wrap } from '../../../src/ui/width.ts';

const paint = createPaint(false);
const mask = (text: string) => text;
const now = Date.parse('2026-08-01T03:12:00') / 1000;

const service = (name: string, version: string | null, state = 'active') => ({
  name,
  version,
  isInstalled: true,
  state,
});
const lb01: NodeStatus = {
  host: 'lb01',
  unreachable: null,
  vips: ['192.0.2.100'],
  vrrp: [{ instance: 'INTERNAL_VIP', state: 'MASTER' }],
  services: [service('keepalived', '2.2.7'), service('haproxy', '2.6.12')],
  servers: [
    { backend: 'http_back', server: 'web01', up: true },
    { backend: 'http_back', server: 'web02', up: false },
  ],
  transaction: { id: 'T1', startedAt: now - 7200, owner: 'anna@laptop', state: 'confirmed' },
  drift: [],
  lease: null,
};
const lb02: NodeStatus = {
  ...lb01,
  host: 'lb02',
  vips: [],
  vrrp: [{ instance: 'INTERNAL_VIP', state: 'BACKUP' }],
  services: [service('keepalived', '2.2.7', 'failed'), service('haproxy', '2.6.12')],
  drift: ['/etc/haproxy/haproxy.cfg'],
  lease: { owner: 'bert@desk', run: 'T2', remainingSeconds: 45 },
};

describe('status', () => {
  test('side by side', () => {
    expect(statusTable([lb01, lb02], { paint, mask, columns: 140, now })).toEqual([
      '             lb01                                   lb02',
      'VIPs         192.0.2.100                            none',
      'VRRP         INTERNAL_VIP MASTER                    INTERNAL_VIP BACKUP',
      'keepalived   active 2.2.7                           failed 2.2.7',
      'haproxy      active 2.6.12                          active 2.6.12',
      'backends     1 of 2 up, down: http_back/web02       1 of 2 up, down: http_back/web02',
      'last change  confirmed 2 h ago by anna@laptop (T1)  confirmed 2 h ago by anna@laptop (T1)',
      'drift        none                                   /etc/haproxy/haproxy.cfg',
      'lease                                               bert@desk, 45 s left',
    ]);
  });
  test('each node has the services that it is to have', () => {
    const web: NodeStatus = { ...lb02, services: [service('nginx', null, 'inactive')] };
    const bare: NodeStatus = {
      ...lb01,
      services: [{ ...service('nginx', null, 'inactive'), isInstalled: false }],
    };
    const rows = statusTable([lb01, web, bare], { paint, mask, columns: 200, now });
    expect(rows.filter((row) => /^(keepalived|haproxy|nginx)/.test(row))).toEqual([
      'keepalived   active 2.2.7',
      'haproxy      active 2.6.12',
      expect.stringMatching(/^nginx +inactive +not installed$/),
    ]);
  });
  test('one below the other where there is no room', () => {
    const lines = statusTable([lb01, lb02], { paint, mask, columns: 50, now });
    expect(lines.slice(0, 3)).toEqual([
      'node         lb01',
      'VIPs         192.0.2.100',
      'VRRP         INTERNAL_VIP MASTER',
    ]);
    expect(lines).toContain('');
    expect(lines).toContain('node         lb02');
  });
  test('a node that does not answer', () => {
    const gone: NodeStatus = { ...lb02, unreachable: 'no route\x1b[2J' };
    const shown = statusTable([lb01, gone], { paint, mask, columns: 140, now }).join('\n');
    expect(shown).toContain('unreachable: no route');
    expect(shown).not.toContain('bert@desk');
    expect(shown).not.toContain('\x1b');
  });
});

test('history: nodes that disagree stand out', () => {
  const entry = { startedAt: now, owner: 'anna@laptop', title: 'haproxy: weight 20' };
  const entries = [
    { ...entry, id: '20260801-031204-7f3a', states: { lb01: 'confirmed', lb02: 'active' } },
    { ...entry, id: '20260731-101500-11aa', states: { lb01: 'reverted', lb02: 'reverted' } },
    {
      ...entry,
      id: '20260730-101500-22bb',
      states: { lb01: 'abandoned' },
      why: 'candidate-invalid',
    },
  ];
  expect(historyTable(entries, { paint, mask, columns: 120 })).toEqual([
    'transaction           when              who          what                state',
    '20260801-031204-7f3a  2026-08-01 03:12  anna@laptop  haproxy: weight 20  lb01 confirmed, lb02 active',
    '20260731-101500-11aa  2026-08-01 03:12  anna@laptop  haproxy: weight 20  reverted',
    '20260730-101500-22bb  2026-08-01 03:12  anna@laptop  haproxy: weight 20  abandoned (candidate-invalid)',
  ]);
});

test('wide characters and colours are aligned by what is seen', () => {
  const rows = [
    ['北京', 'x'],
    ['\x1b[31mab\x1b[39m', 'y'],
    ['é', 'z'],
  ];
  expect(renderTable(['n', 'v'], rows, { paint, columns: 80 })).toEqual([
    'n     v',
    '北京  x',
    '\x1b[31mab\x1b[39m    y',
    'é     z',
  ]);
  expect(widthOf('👍')).toBe(2);
  expect(fit('北京北京', 5)).toBe('北京…');
  expect(wrap('a bb ccc http://long.example/x', 8)).toEqual(['a bb ccc', 'http://long.example/x']);
});

test.each([
  [0, '0.0s'],
  [449, '0.4s'],
  [59_940, '59.9s'],
  [59_960, '1m00s'],
  [62_000, '1m02s'],
  [3_599_900, '1h00m'],
  [7_500_000, '2h05m'],
])('elapsed %i ms is %s', (ms, text) => {
  expect(elapsed(ms)).toBe(text);
});

test('ago', () => {
  expect([ago(100, 102), ago(100, 160), ago(0, 600), ago(0, 200_000), ago(100, 40)]).toEqual([
    'just now',
    '60 s ago',
    '10 min ago',
    '2 days ago',
    'in 60 s',
  ]);
});
