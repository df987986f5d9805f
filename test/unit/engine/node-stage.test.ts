import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeDirectory, shells } from './node-shell.ts';

const other = '20260101T000001Z-abcdef';

let node: NodeDirectory;
beforeEach(() => {
  node = new NodeDirectory('20260101T000000Z-abcdef');
});
afterEach(() => node.remove());

describe.each(shells)('stage, in %s', (shell) => {
  it('ends with 75 and says so where another run holds the lease', () => {
    node.lease(other);
    const lease = readFileSync(join(node.root, 'lease'), 'utf8');
    expect(node.phase(shell, 'stage', '60').code).toBe(75);
    const words = node
      .read('journal')
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^\S+ /, ''));
    expect(words).toEqual([
      'start stage',
      expect.stringMatching(`^held ${other} 1 [0-9]+ anna@laptop$`),
      'end stage 75',
    ]);
    expect(node.has('state')).toBe(false);

    expect(node.phase(shell, 'answers', '75').code).toBe(75);
    expect(existsSync(node.own)).toBe(false);
    expect(readFileSync(join(node.root, 'lease'), 'utf8')).toBe(lease);
  });

  it('prepares both decisions and the ballast', () => {
    expect(node.phase(shell, 'stage', '60').code).toBe(0);
    expect(node.read('state')).toBe('state staged\n');
    expect(node.read('decision.confirm') + node.read('decision.revert')).toBe('confirm\nrevert\n');
    expect(node.has('decision')).toBe(false);
    expect(node.has('ballast')).toBe(true);
    expect(node.read('journal')).toMatch(/ end stage 0\n$/);
  });
});
