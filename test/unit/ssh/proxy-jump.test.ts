import { describe, expect, it } from 'vitest';
import { Failed } from '../../../src/core/failure.ts';
import { parseJumps } from '../../../src/ssh/proxy-jump.ts';

describe('ProxyJump', () => {
  it.each([
    ['bastion', [{ text: 'bastion', address: 'bastion' }]],
    ['ops@b:22', [{ text: 'ops@b:22', address: 'b', user: 'ops', port: 22 }]],
    ['[2001:db8::1]:22', [{ text: '[2001:db8::1]:22', address: '2001:db8::1', port: 22 }]],
    ['ssh://a@b:1/', [{ text: 'a@b:1/', address: 'b', user: 'a', port: 1 }]],
    [
      'a, b@c',
      [
        { text: 'a', address: 'a' },
        { text: 'b@c', address: 'c', user: 'b' },
      ],
    ],
  ])('%s', (value, jumps) => {
    expect(parseJumps(value, 'lb01')).toEqual(jumps);
  });

  it.each(['', 'a,,b', '-oProxyCommand=x', 'a;reboot', '$(reboot)', 'a b', "a'b", 'a\nb', 'a:b'])(
    'refuses %j',
    (value) => {
      expect(() => parseJumps(value, 'lb01')).toThrow(Failed);
    },
  );
});
