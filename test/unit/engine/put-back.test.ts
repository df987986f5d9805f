import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const id = '20260101T000000Z-abcdef';
const parts = ['10-journal', '20-lease', '30-stage', '40-activate', '50-revert', '60-watchdog']
  .map((name) =>
    readFileSync(join(import.meta.dirname, `../../../src/remote/transaction/${name}.sh`), 'utf8'),
  )
  .map((text) => text.replaceAll('command systemctl', ': systemctl'));
/** Not the units of the machine on which this runs. */
const noSystemctl = 'systemctl() { :; }';

let home: string;
let transaction: string;
let made: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hadeploy-test-'));
  transaction = join(home, id);
  made = join(home, 'etc/made.d');
  mkdirSync(join(transaction, 'backup'), { recursive: true });
  mkdirSync(made, { recursive: true });
  const changes = [`directory 01-made ${made} 0755 root root`, `file 02-conf ${made}/conf absent`];
  writeFileSync(join(transaction, 'changes'), `${changes.join('\n')}\n`);
  writeFileSync(join(transaction, 'changes.reverse'), `${changes.toReversed().join('\n')}\n`);
  writeFileSync(join(transaction, 'journal'), '1 begin 01-made\n2 done 01-made\n3 begin 02-conf\n');
  for (const outcome of ['confirm', 'revert'])
    writeFileSync(join(transaction, `decision.${outcome}`), `${outcome}\n`);
  for (const change of ['01-made', '02-conf'])
    writeFileSync(join(transaction, `backup/${change}.absent`), '');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** What a node does that is told to go back, or that boots, when its power went while it placed the second change. */
function goBack(shell: string, by: string): { code: number | null; state: string } {
  const script = join(transaction, 'transaction.sh');
  writeFileSync(script, [...parts, noSystemctl, by].join('\n'));
  const [command = '', ...words] = shell.split(' ');
  const { status } = spawnSync(command, [...words, script]);
  return { code: status, state: readFileSync(join(transaction, 'state'), 'utf8').trim() };
}

/** No room for one more name, say. */
describe.each(['dash', 'bash', 'busybox sh'])('nothing can be decided, in %s', (shell) => {
  it.each(['revert asked', 'boot', 'watchdog'])('%s: it is not confirmed', (by) => {
    writeFileSync(join(transaction, 'state'), 'state active\n');
    const calls = `ln() { return 1; }\nhave_systemd() { false; }\nkeep() { echo kept >"$dir/state"; }\n${by}`;
    expect(goBack(shell, calls)).toMatchObject({ state: 'state active' });
    expect(existsSync(join(transaction, 'decision'))).toBe(false);
  });
});

const ways = ['dash', 'bash', 'busybox sh'].flatMap((shell) =>
  ['revert asked', 'boot'].map((by) => [by, shell] as const),
);

describe.each(ways)('%s, in %s', (by, shell) => {
  it('takes a new directory away in which a file was being placed', () => {
    writeFileSync(join(made, `.conf.hadeploy-${id}`), 'half of');
    expect(goBack(shell, by)).toEqual({ code: 0, state: 'state reverted' });
    expect(existsSync(made)).toBe(false);
  });

  it('leaves a new directory in which somebody else has put something', () => {
    writeFileSync(join(made, 'theirs'), 'x');
    writeFileSync(join(made, 'conf'), 'ours');
    expect(goBack(shell, by)).toEqual({ code: 0, state: 'state reverted' });
    expect(existsSync(join(made, 'conf'))).toBe(false);
    expect(readFileSync(join(made, 'theirs'), 'utf8')).toBe('x');
  });

  it('touches no file that is as it was', () => {
    const conf = join(made, 'conf');
    writeFileSync(conf, 'old', { mode: 0o640 });
    rmSync(join(transaction, 'backup/02-conf.absent'));
    writeFileSync(join(transaction, 'backup/02-conf'), 'old', { mode: 0o640 });
    // As if it could not be replaced.
    const calls = `mv() { case $* in *conf) return 1 ;; *) command mv "$@" ;; esac; }\n${by}`;
    expect(goBack(shell, calls)).toEqual({ code: 0, state: 'state reverted' });
    expect(readFileSync(conf, 'utf8')).toBe('old');
    writeFileSync(conf, 'new', { mode: 0o640 });
    writeFileSync(join(transaction, 'state'), 'state active\n');
    expect(goBack(shell, calls).code).toBe(1);
  });

  it('says so where it cannot put a file back', () => {
    rmSync(join(transaction, 'backup/02-conf.absent'));
    expect(goBack(shell, by)).toEqual({ code: 1, state: 'state revert-failed' });
    expect(readFileSync(join(transaction, 'journal'), 'utf8')).toMatch(
      / undo-failed 02-conf 1\n[^]*the revert is not complete/,
    );
  });
});
