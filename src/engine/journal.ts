import { sanitize } from '../core/text.ts';

/** One line of a node's journal, or of the answer that follows it; see src/remote/transaction/10-journal.sh. */
export type JournalEntry =
  | { word: 'begin' | 'done'; id: string }
  | { word: 'failed' | 'undo-failed'; id: string; code: number }
  | { word: 'drifted'; id: string }
  | { word: 'output'; id: string; text: string }
  | { word: 'state'; state: string }
  | { word: 'reverting'; why: string }
  | { word: 'held'; run: string; since: number; remaining: number; owner: string }
  | { word: 'end'; phase: string; code: number }
  | { word: 'validation'; id: string; code: number; output: string }
  | { word: 'installed'; names: string[] };

/** null for lines that say nothing to the controller. Everything a host wrote is made safe to print here. */
export function parseJournalLine(raw: string): JournalEntry | null {
  const [first = '', ...rest] = raw.split(' ');
  if (first === 'validation') return validation(rest);
  if (first === 'installed') {
    const names = rest.map((name) => sanitize(name)).filter((name) => name !== '');
    return { word: 'installed', names };
  }
  const [word = '', a = '', b = '', c = '', ...tail] = rest;
  switch (word) {
    case 'begin':
    case 'done':
      return { word, id: a };
    case 'failed':
    case 'undo-failed':
      return { word, id: a, code: Number(b) };
    case 'drifted':
      return { word, id: a };
    case 'output':
      return { word, id: a, text: sanitize(rest.slice(2).join(' ')) };
    case 'state':
      return { word, state: a };
    case 'reverting':
      return { word, why: sanitize(rest.slice(1).join(' ')) };
    case 'held':
      return {
        word,
        run: a,
        since: Number(b),
        remaining: Number(c),
        owner: sanitize(tail.join(' ')),
      };
    case 'end':
      return { word, phase: a, code: Number(b) };
    default:
      return null;
  }
}

function validation([id = '', encoded = '']: string[]): JournalEntry {
  const [code = '', ...output] = Buffer.from(encoded, 'base64').toString('utf8').split('\n');
  return { word: 'validation', id, code: Number(code), output: sanitize(output.join('\n')) };
}

/** The last lines that a change printed up to its failure: the daemon's own words, not those of its undo. */
export function outputOf(entries: JournalEntry[], id: string): string {
  const failed = entries.findIndex((entry) => entry.word === 'failed' && entry.id === id);
  return entries
    .slice(0, failed === -1 ? entries.length : failed)
    .flatMap((entry) =>
      entry.word === 'output' && (entry.id === id || entry.id === '-') ? [entry.text] : [],
    )
    .slice(-40)
    .join('\n');
}
