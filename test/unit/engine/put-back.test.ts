import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const id = '20260101T000000Z-abcdef';
const parts = ['10-journal', '40-activate', '50-revert'].map((name) =>
  readFileSync(join(import.meta.dirname, `../../../src/remote/transaction/${name}.sh`), 'utf8'),
);

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
  writeFileSync(join(transaction, 'changes.reverse'), `${changes.toReversed().join('\n')}\n`);
  writeFileSync(join(transaction, 'journal'), '1 begin 01-made\n2 done 01-made\n3 begin 02-conf\n');
  for (const change of ['01-made', '02-conf'])
    writeFileSync(join(transaction, `backup/${change}.absent`), '');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** What a node does at boot, when its power went while it placed the second change. */
function putBack(shell: string): void {
  const script = join(transaction, 'transaction.sh');
  writeFileSync(script, [...parts, 'put_back'].join('\n'));
  const [command = '', ...words] = shell.split(' ');
  execFileSync(command, [...words, script]);
}

describe.each(['dash', 'bash', 'busybox sh'])('put_back in %s', (shell) => {
  it('takes a new directory away in which a file was being placed', () => {
    writeFileSync(join(made, `.conf.hadeploy-${id}`), 'half of');
    putBack(shell);
    expect(existsSync(made)).toBe(false);
  });

  it('leaves a new directory in which somebody else has put something', () => {
    writeFileSync(join(made, 'theirs'), 'x');
    writeFileSync(join(made, 'conf'), 'ours');
    putBack(shell);
    expect(existsSync(join(made, 'conf'))).toBe(false);
    expect(readFileSync(join(made, 'theirs'), 'utf8')).toBe('x');
  });
});
