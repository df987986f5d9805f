import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/steps/file.ts';
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

  /** The copies are mounted. */
  const isRoot = process.getuid?.() === 0;
  it.skipIf(!isRoot)('validates what will be, and leaves alone what is', () => {
    const live = (name: string): string => join(node.root, name);
    for (const name of ['live/changed', 'elsewhere/removed']) {
      mkdirSync(dirname(live(name)), { recursive: true });
      writeFileSync(live(name), 'old');
    }
    node.write('candidate/01', 'new');
    node.write(
      'changes',
      [
        `file 01 ${live('live/changed')} ${sha256(Buffer.from('old'))} 0644 root root`,
        `directory 02 ${live('live/made')} 0755 root root`,
        `file 03 ${live('live/made/file')} absent 0644 root root`,
        `remove 04 ${live('elsewhere/removed')} ${sha256(Buffer.from('old'))}`,
        '',
      ].join('\n'),
    );
    node.write('candidate/03', 'made');
    const asked = `cd ${node.root} && cat live/changed live/made/file && ls elsewhere`;
    node.write('validators', `check 01 ${live('live/changed')} '${asked}' ''\n`);
    expect(node.phase(shell, 'stage', '60')).toMatchObject({ code: 0 });
    expect(node.read('validation.01')).toBe('0\nnewmade\n');
    expect(node.read('backup/04')).toBe('old');
    expect(readFileSync(live('live/changed'), 'utf8')).toBe('old');
    expect(readFileSync(live('elsewhere/removed'), 'utf8')).toBe('old');
    expect(existsSync(live('live/made'))).toBe(false);
  });

  it.skipIf(!isRoot)('checks by itself what stands in a new directory of /', () => {
    const place = '/hadeploy-test-of-stage';
    node.write('candidate/02', 'made');
    node.write(
      'changes',
      `directory 01 ${place} 0755 root root\nfile 02 ${place}/file absent 0644 root root\n`,
    );
    node.write('validators', `check 02 ${place}/file 'cat "$1"' ''\n`);
    expect(node.phase(shell, 'stage', '60')).toMatchObject({ code: 0 });
    expect(node.read('validation.02')).toBe('0\nmade\n');
    expect(existsSync(place)).toBe(false);
  });

  it.skipIf(!isRoot)('copies no more than the memory of a node can spare', () => {
    const large = join(node.root, 'large');
    mkdirSync(large);
    writeFileSync(join(large, 'file'), Buffer.alloc(300 * 1024 * 1024, 'x'));
    node.write('candidate/01', 'new');
    node.write('changes', `file 01 ${large}/new absent 0644 root root\n`);
    node.write('validators', `check 01 ${large}/new true ''\n`);
    expect(node.phase(shell, 'stage', '60').code).toBe(1);
    expect(node.read('journal')).toMatch(
      /output - cannot check candidates: they are laid over a copy of .*\/large \(of 256 MiB at most/,
    );
  });

  it('removes nothing that has changed since the plan', () => {
    const path = join(node.root, 'edited');
    writeFileSync(path, 'edited');
    node.write('changes', `remove 01 ${path} ${sha256(Buffer.from('planned'))}\n`);
    expect(node.phase(shell, 'stage', '60').code).toBe(1);
    expect(node.read('journal')).toMatch(/ drifted 01\n/);
    expect(readFileSync(path, 'utf8')).toBe('edited');
  });

  it.skipIf(!isRoot)('does not write through a link that a package may have brought', () => {
    const [available, enabled] = [join(node.root, 'available'), join(node.root, 'enabled')];
    for (const directory of [available, enabled]) mkdirSync(directory);
    writeFileSync(join(available, 'site'), 'stock');
    symlinkSync(join(available, 'site'), join(enabled, 'site'));
    node.write('candidate/01', 'ours');
    node.write('changes', `file 01 ${enabled}/site any 0644 root root\n`);
    node.write('validators', `check 01 ${enabled}/site 'cat "$1"' ''\n`);
    expect(node.phase(shell, 'stage', '60')).toMatchObject({ code: 0 });
    expect(node.read('validation.01')).toBe('0\nours\n');
    expect(readFileSync(join(available, 'site'), 'utf8')).toBe('stock');
  });

  it.skipIf(!isRoot || spawnSync('chattr', ['-V']).error !== undefined)(
    'finds a file that cannot be replaced before anything is touched',
    ({ skip }) => {
      const path = join(node.root, 'pinned');
      writeFileSync(path, 'old');
      skip(spawnSync('chattr', ['+i', path]).status !== 0, 'no immutable files here');
      try {
        node.write('candidate/01', 'new');
        node.write('changes', `file 01 ${path} any 0644 root root\n`);
        expect(node.phase(shell, 'stage', '60').code).toBe(1);
        expect(node.read('journal')).toMatch(/ output 01 cannot replace .*pinned: is it immutable/);
      } finally {
        spawnSync('chattr', ['-i', path]);
      }
    },
  );
});
