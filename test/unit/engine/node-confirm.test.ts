import {
  mkdirSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeDirectory, shells } from './node-shell.ts';

const own = '20260131T000000Z-abcdef';
const other = '20260130T000000Z-abcdef';

let node: NodeDirectory;
function prepare(id: string): void {
  node = new NodeDirectory(id);
  node.write('state', 'state active\n');
  for (const outcome of ['confirm', 'revert']) node.write(`decision.${outcome}`, `${outcome}\n`);
  node.lease(id);
}
afterEach(() => node.remove());

const HOURS_AGO = new Date(Date.now() - 3 * 3_600_000);

/** Transactions of the first days of `month`, the oldest of them a stray: its upload was cut off. */
function earlier(month: string, count: number): string[] {
  const names = Array.from(
    { length: count },
    (_, day) => `2026${month}${String(day + 1).padStart(2, '0')}T000000Z-abcdef`,
  );
  for (const [index, name] of names.entries()) {
    mkdirSync(join(node.root, name, 'candidate'), { recursive: true });
    if (index > 0) writeFileSync(join(node.root, name, 'state'), 'state confirmed\n');
    else utimesSync(join(node.root, name), HOURS_AGO, HOURS_AGO);
  }
  return names;
}

const transactions = () =>
  readdirSync(node.root)
    .filter((name) => name.includes('Z-'))
    .sort();

describe.each(shells)('confirm, in %s', (shell) => {
  describe('of an active transaction', () => {
    it('takes the oldest away, also one that never began', () => {
      prepare(own);
      const [stray = '', ...kept] = earlier('01', 20);
      expect(node.phase(shell, 'confirm')).toMatchObject({ code: 0, stdout: '' });
      expect(node.read('state')).toBe('state confirmed\n');
      expect(transactions()).toEqual([...kept, own]);
      expect(transactions()).not.toContain(stray);
    });

    it('leaves what may be on its way here, from a laptop whose clock is wrong', () => {
      prepare(own);
      const [stray = '', ...kept] = earlier('01', 20);
      utimesSync(join(node.root, stray), new Date(), new Date());
      expect(node.phase(shell, 'confirm').code).toBe(0);
      expect(transactions()).toEqual([stray, ...kept, own]);
    });

    it('keeps its own directory, even where the clock makes it the oldest', () => {
      prepare('20250101T000000Z-abcdef');
      const [, , ...kept] = earlier('01', 22);
      expect(node.phase(shell, 'confirm').code).toBe(0);
      expect(transactions()).toEqual([node.id, ...kept]);
      expect(node.read('state')).toBe('state confirmed\n');
    });

    it('takes none away where there are twenty', () => {
      prepare(own);
      const kept = earlier('01', 19);
      expect(node.phase(shell, 'confirm').code).toBe(0);
      expect(transactions()).toEqual([...kept, own]);
    });

    it('leaves the lease of another run, and what is known of other files', () => {
      prepare(own);
      earlier('01', 25);
      node.lease(other);
      const lease = readFileSync(join(node.root, 'lease'), 'utf8');
      writeFileSync(join(node.root, 'managed'), 'aa  /etc/theirs\nbb  /etc/ours\n');
      node.write('changes', 'file 01-ours /etc/ours any 0644 root root\n');
      node.write('candidate/01-ours', '');
      expect(node.phase(shell, 'confirm').code).toBe(0);
      expect(readFileSync(join(node.root, 'lease'), 'utf8')).toBe(lease);
      expect(readFileSync(join(node.root, 'managed'), 'utf8')).toMatch(
        /^aa {2}\/etc\/theirs\n[0-9a-f]{64} {2}\/etc\/ours\n$/,
      );
    });

    it('answers 74 where its state cannot be written, and can be asked again', () => {
      prepare(own);
      const [stray] = earlier('01', 25);
      mkdirSync(join(node.own, 'state.new'));
      expect(node.phase(shell, 'confirm')).toMatchObject({ code: 74, stdout: '' });
      expect(node.read('state')).toBe('state active\n');
      // It still holds the node, and nothing is forgotten.
      expect(readdirSync(node.root)).toContain('lease');
      expect(transactions()).toContain(stray);

      rmdirSync(join(node.own, 'state.new'));
      expect(node.phase(shell, 'confirm').code).toBe(0);
      expect(node.read('state')).toBe('state confirmed\n');
      expect(readdirSync(node.root)).not.toContain('lease');
    });
  });

  describe('too late', () => {
    beforeEach(() => prepare(own));

    it.each(['reverted', 'reverting', 'staged', 'abandoned'])('says that it is %s', (state) => {
      node.write('state', `state ${state}\n`);
      expect(node.phase(shell, 'confirm')).toMatchObject({
        code: 1,
        stdout: `not-active\t${state}\n`,
      });
      expect(node.read('state')).toBe(`state ${state}\n`);
      expect(node.has('decision')).toBe(false);
    });

    it('says so where the node has decided to go back and not yet begun', () => {
      node.write('decision', 'revert\n');
      expect(node.phase(shell, 'confirm')).toMatchObject({
        code: 1,
        stdout: 'not-active\treverting\n',
      });
      expect(node.read('state')).toBe('state active\n');
    });
  });

  it('that cannot be decided is no word of a revert', () => {
    prepare(own);
    const { code, stdout } = node.call(shell, 'ln() { return 1; }\nconfirm');
    expect({ code, stdout }).toEqual({ code: 74, stdout: '' });
    expect(node.read('state')).toBe('state active\n');
  });

  it('that was cut off after its decision is ended by a revert that comes too late', () => {
    prepare(own);
    node.write('decision', 'confirm\n');
    expect(node.phase(shell, 'undo_now', 'asked').code).toBe(1);
    expect(node.read('state')).toBe('state confirmed\n');
    expect(node.read('journal')).toContain('too late to revert: this transaction is confirmed');
    expect(node.phase(shell, 'get_state').stdout).toBe('confirmed');
  });
});

describe.each(shells)('a phase that is followed, in %s', (shell) => {
  it('is told from its start on, and again from where it was left', () => {
    prepare(own);
    const phase = ['3 start undo_now', '4 state reverted', '5 end undo_now 0'];
    node.write('journal', ['1 begin a', '2 done a', ...phase, ''].join('\n'));
    // One line was there; another one wrote its last before the phase began.
    const followed = node.phase(shell, 'follow', 'undo_now', '1', 'waiting');
    expect(followed).toMatchObject({ code: 0, stdout: `${phase.join('\n')}\n` });
    const rejoined = node.phase(shell, 'rejoin', 'undo_now', '2');
    expect(rejoined).toMatchObject({ code: 0, stdout: '5 end undo_now 0\n' });
  });
});
