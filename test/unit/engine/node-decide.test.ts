import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeDirectory, shells } from './node-shell.ts';

let node: NodeDirectory;
beforeEach(() => {
  node = new NodeDirectory('20260101T000000Z-abcdef');
});
afterEach(() => node.remove());

/** From here on not a byte can be written to a file, as on a full disk: the writer gets an error. */
const full = `trap '' XFSZ; ulimit -f 0`;
const outcomes = [
  ['confirm', 'revert'],
  ['revert', 'confirm'],
] as const;

const ways = shells.flatMap((shell) => outcomes.map((pair) => [...pair, shell] as const));

describe.each(ways)('decided for %s and then for %s, in %s', (first, second, shell) => {
  it('stays with the first', () => {
    const calls = [first, second, first].map((outcome) => `decide ${outcome}; echo $?`);
    expect(node.call(shell, ['prepare_decisions', ...calls].join('\n')).stdout).toBe('0\n1\n0\n');
    expect(node.read('decision')).toBe(`${first}\n`);
  });

  it('needs no room: one more name for what is there, and the ballast goes', () => {
    node.write('journal', '');
    node.call(shell, 'prepare_decisions; mkdir -p "$dir/backup"; ballast');
    const before = readdirSync(node.own);
    const calls = `${full}
echo x 2>/dev/null >"$dir/meta.new" || echo full
decide ${first}; echo $?
decide ${second}; echo $?
rm -f "$dir/meta.new"`;
    // The script itself must be written before the disk is full.
    expect(node.call(shell, calls).stdout).toBe('full\n0\n1\n');
    expect(before).toContain('ballast');
    expect(readdirSync(node.own).sort()).toEqual(
      [...before.filter((name) => name !== 'ballast'), 'decision'].sort(),
    );
    const inode = (name: string) => statSync(join(node.own, name)).ino;
    expect(inode('decision')).toBe(inode(`decision.${first}`));
  });
});

describe.each(shells)('in %s', (shell) => {
  it('decides nothing where nothing was prepared', () => {
    expect(node.call(shell, 'decide confirm || echo no; decide revert || echo no').stdout).toBe(
      'no\nno\n',
    );
    expect(node.has('decision')).toBe(false);
  });

  it('keeps room for the old files and for its own words', () => {
    node.write('journal', '');
    node.write('backup/01-conf', 'x'.repeat(100 * 1024));
    expect(node.call(shell, 'ballast').code).toBe(0);
    expect(statSync(join(node.own, 'ballast')).size).toBeGreaterThanOrEqual((100 + 256) * 1024);
  });

  it('refuses to stage where there is no such room', () => {
    node.write('journal', '');
    node.write('backup/01-conf', 'x');
    // Room for the journal, in blocks of 512 or 1024 bytes, not for the ballast.
    expect(node.call(shell, `trap '' XFSZ; ulimit -f 16; ballast`).code).toBe(1);
    expect(node.has('ballast')).toBe(false);
    expect(node.read('journal')).toMatch(/ output - No space left on device: .*\n.* failed - 28\n/);
  });
});
