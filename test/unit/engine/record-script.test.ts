import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { remoteScript } from '../../../src/engine/remote-script.ts';
import { runIn, shells } from './node-shell.ts';

const days = ['01', '02', '03', '04', '05', '06', '07'];
const states = [
  'confirmed',
  'confirmed',
  'reverted',
  'confirmed',
  'healed',
  'confirmed',
  'abandoned',
];
const on = (day: string, tail = 'abcdef') => `202601${day}T000000Z-${tail}`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hadeploy-test-'));
  for (const [index, day] of days.entries()) {
    const directory = join(home, 'pair', on(day));
    mkdirSync(join(directory, 'backup'), { recursive: true });
    writeFileSync(join(directory, 'state'), `state ${states[index] ?? ''}\n`);
    writeFileSync(join(directory, 'plan.json'), `plan of ${day}`);
    writeFileSync(join(directory, 'backup/01-conf'), `before ${day}`);
  }
  // An upload that was cut off.
  mkdirSync(join(home, 'pair', on('08')));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe.each(shells)('record, in %s', (shell) => {
  function record(cluster: string, id: string): string[] {
    const script = join(home, 'record.sh');
    const text = remoteScript('record.sh').replaceAll('/var/lib/hadeploy', home);
    writeFileSync(script, `${text}\nrecord '${cluster}' '${id}'\n`);
    const lines = runIn(shell, script).stdout.split('\n').filter(Boolean);
    expect(lines.pop()).toBe('end');
    return lines;
  }
  const named = (lines: string[]) =>
    lines.filter((line) => line.startsWith('transaction\t')).map((line) => line.split('\t')[1]);

  it('prints what is newer where the named one is unknown, and nothing older', () => {
    expect(named(record('pair', on('03', '000000')))).toEqual([on('04'), on('06')]);
    // Of the same second: older and newer by the tail only.
    expect(named(record('pair', on('04', 'abcdee')))).toEqual([on('04'), on('06')]);
    expect(named(record('pair', on('04', 'abcdf0')))).toEqual([on('06')]);
    expect(record('pair', on('09'))).toEqual([]);
  });

  it('begins with the named one where it is there and confirmed', () => {
    expect(named(record('pair', on('02')))).toEqual([on('02'), on('04'), on('06')]);
  });

  it.each([
    ['reverted', '03', ['04', '06']],
    ['healed', '05', ['06']],
    ['abandoned', '07', []],
  ])('leaves out one that was %s, also when it is the named one', (_, day, expected) => {
    expect(named(record('pair', on(day)))).toEqual(expected.map((other) => on(other)));
  });

  it('prints the newest that was confirmed where none is named, with plan and backups', () => {
    const [transaction, backup, ...more] = record('pair', '').map((line) => line.split('\t'));
    const decoded = (text = '') => Buffer.from(text, 'base64').toString();
    expect(transaction?.slice(0, 2)).toEqual(['transaction', on('06')]);
    expect(decoded(transaction?.at(-1))).toBe('plan of 06');
    expect(backup?.slice(0, 2)).toEqual(['backup', '01-conf']);
    expect(decoded(backup?.at(-1))).toBe('before 06');
    expect(more).toEqual([]);
  });

  it('prints nothing of a cluster that the node does not know', () => {
    expect(record('other', '')).toEqual([]);
    expect(record('other', on('01'))).toEqual([]);
  });
});
