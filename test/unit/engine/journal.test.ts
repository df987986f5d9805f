import { describe, expect, it } from 'vitest';
import { outputOf, parseJournalLine, type JournalEntry } from '../../../src/engine/journal.ts';

const time = '1795189663.123456789';

describe('a line of the journal', () => {
  it.each<[string, JournalEntry | null]>([
    [`${time} begin 01-x`, { word: 'begin', id: '01-x' }],
    [`${time} done 01-x`, { word: 'done', id: '01-x' }],
    [`${time} failed 01-x 7`, { word: 'failed', id: '01-x', code: 7 }],
    [`${time} undo-failed 01-x 1`, { word: 'undo-failed', id: '01-x', code: 1 }],
    [`${time} output 01-x two  words `, { word: 'output', id: '01-x', text: 'two  words ' }],
    [`${time} output 01-x `, { word: 'output', id: '01-x', text: '' }],
    [`${time} state revert-failed`, { word: 'state', state: 'revert-failed' }],
    [
      `${time} reverting not confirmed in time`,
      { word: 'reverting', why: 'not confirmed in time' },
    ],
    [`${time} end activate 0`, { word: 'end', phase: 'activate', code: 0 }],
    [`${time} drifted 01-x`, { word: 'drifted', id: '01-x' }],
    [
      `${time} held 20260101T000000Z-ab 1795189600 42 anna of ops@desk`,
      {
        word: 'held',
        run: '20260101T000000Z-ab',
        since: 1_795_189_600,
        remaining: 42,
        owner: 'anna of ops@desk',
      },
    ],
    [
      `validation 02-y ${Buffer.from('1\nline one\nline two').toString('base64')}`,
      { word: 'validation', id: '02-y', code: 1, output: 'line one\nline two' },
    ],
    ['installed haproxy socat ', { word: 'installed', names: ['haproxy', 'socat'] }],
    [`${time} start activate`, null],
    [`${time} a word of a later version`, null],
    ['', null],
  ])('%j', (line, entry) => {
    expect(parseJournalLine(line)).toEqual(entry);
  });

  it('what a host wrote cannot steer a terminal', () => {
    const text = `${time} output 01-x \u001b]0;owned\u0007\u001b[31mred\u001b[0m\r`;
    expect(parseJournalLine(text)).toEqual({ word: 'output', id: '01-x', text: 'red' });
    expect(parseJournalLine(`installed \u001b[2Jx`)).toEqual({ word: 'installed', names: ['x'] });
  });
});

describe('the words of a change', () => {
  const entries: JournalEntry[] = [
    { word: 'output', id: '-', text: 'of all' },
    { word: 'output', id: '1', text: 'own' },
    { word: 'output', id: '2', text: 'of another' },
    { word: 'failed', id: '1', code: 1 },
    { word: 'output', id: '1', text: 'of its undo' },
  ];

  it('its own and those of all, up to its failure', () => {
    expect(outputOf(entries, '1')).toBe('of all\nown');
  });

  it('the last forty', () => {
    const many = Array.from({ length: 100 }, (_, i): JournalEntry => {
      return { word: 'output', id: '1', text: `line ${i}` };
    });
    expect(outputOf(many, '1').split('\n')).toHaveLength(40);
    expect(outputOf(many, '1')).toMatch(/line 99$/);
  });
});
