import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeDirectory, shells } from './node-shell.ts';

let node: NodeDirectory;
beforeEach(() => {
  node = new NodeDirectory('20260101T000000Z-abcdef');
});
afterEach(() => node.remove());

const lines = String.raw`printf 'one\n\n  two \\\n'; echo three >&2; printf four; exit 3`;
/** Names in the directory, but for the script that the test itself has put there. */
const names = () => readdirSync(node.own).filter((name) => name !== 'transaction.sh');

describe.each(shells)('logged, in %s', (shell) => {
  const logged = (command: string) =>
    node.call(shell, `says() { sh -c "$1"; }\n${command}\necho "$? $logged_code"`);

  it.each([
    ['command', `logged 01-x sh -c "$(cat "$dir/lines")"`],
    ['function', `logged 01-x says "$(cat "$dir/lines")"`],
  ])('returns the code of a %s and journals every line', (_, command) => {
    node.write('lines', lines);
    expect(logged(command).stdout).toBe('3 3\n');
    expect(node.read('journal').replaceAll(/^[0-9.]+ output 01-x /gm, '')).toBe(
      'one\n\n  two \\\nthree\nfour\n',
    );
    expect(names()).toEqual(['changes', 'journal', 'lines', 'meta']);
  });

  it('returns 0 and 127 too', () => {
    expect(logged('logged 01-x true').stdout).toBe('0 0\n');
    expect(logged('logged 01-x no-such-command').stdout).toBe('127 127\n');
  });

  it.each([
    ['is a directory', () => mkdirSync(join(node.own, 'journal'))],
    ['lies on a full disk', () => symlinkSync('/dev/full', join(node.own, 'journal'))],
  ])('returns the code also where the journal %s', (_, spoil) => {
    spoil();
    // More than a pipe holds: whoever does not read on would end the command.
    const much = String.raw`head -c 100000 /dev/zero | tr "\0" x; exit 3`;
    expect(logged(`logged 01-x sh -c '${much}'`).stdout).toBe('3 3\n');
    expect(logged('logged 01-x true').stdout).toBe('0 0\n');
    expect(names()).toEqual(['changes', 'journal', 'meta']);
  });

  it('returns the code where nothing at all can be written', () => {
    node.write('journal', '');
    const full = `trap '' XFSZ; ulimit -f 0`;
    expect(logged(`${full}\nlogged 01-x sh -c 'echo one; exit 3'`).stdout).toBe('3 3\n');
    expect(logged(`${full}\nlogged 01-x true`).stdout).toBe('0 0\n');
    expect(node.read('journal')).toBe('');
    expect(names()).toEqual(['changes', 'journal', 'meta']);
  });

  it('does not wait for what the command leaves in the background', () => {
    const left = `sleep 10 >/dev/null 2>&1 & echo $! >"$0"; exit 3`;
    // Once the ten seconds are over there is nothing left to kill.
    const { stdout } = logged(
      `logged 01-x sh -c '${left}' "$root/left"; echo $?; kill "$(cat "$root/left")"`,
    );
    expect(stdout).toBe('3\n0 3\n');
  });
});
