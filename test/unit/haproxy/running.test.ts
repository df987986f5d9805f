import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeProbe } from '../../../src/engine/probe-answer.ts';
import { readRunningHaproxy, takesTraffic } from '../../../src/haproxy/running.ts';

const recorded =
  decodeProbe(readFileSync('test/captures/debian-12/verify-lb02.txt', 'utf8'), [])?.outputs?.[
    'haproxy'
  ]?.text ?? '';

describe('what haproxy says on its admin socket', () => {
  it('of itself and its servers', () => {
    expect(readRunningHaproxy(recorded)).toMatchObject({
      version: '2.6.12',
      stopping: false,
      maxConnections: 4000,
      servers: [
        { backend: 'http_back', server: 'web01', status: 'UP', backup: false },
        { backend: 'http_back', server: 'web02', status: 'UP', backup: false },
      ],
    });
    expect(readRunningHaproxy(recorded)?.uptime).toBeGreaterThan(0);
  });

  it('nothing, or the words of socat: null', () => {
    expect(readRunningHaproxy('')).toBeNull();
    expect(readRunningHaproxy('2026/11/21 socat[3022] E connect: Connection refused\n')).toBeNull();
  });

  it.each([
    ['UP', true],
    ['UP 1/3', true],
    ['no check', true],
    ['DOWN', false],
    ['DOWN 1/2', false],
    ['MAINT', false],
    ['DRAIN', false],
    ['NOLB', false],
  ])('%s', (status, takes) => {
    expect(takesTraffic({ backend: 'b', server: 's', status, backup: false })).toBe(takes);
  });
});
