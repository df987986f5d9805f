import type { Section, Statement } from '../../../haproxy/config/sections.ts';
import type { NodeRule, Observation } from '../../rule.ts';

/** How many words a line needs after its keyword. */
const NEEDED: Partial<Record<string, number>> = { bind: 1, server: 2, timeout: 2 };

const WHERE = ['defaults', 'frontend', 'backend', 'listen'];

export const keywordHasValue: NodeRule = {
  id: 'HAP043',
  severity: 'error',
  scope: 'node',
  title: 'bind, server and timeout have their values, and no others',
  why:
    'haproxy refuses the whole file for such a line, and does not start, or keeps the old configuration on a reload. A ' +
    'template that lost a variable leaves one.',
  fix: 'write what is missing: bind ADDRESS:PORT, server NAME ADDRESS:PORT, timeout NAME TIME',
  source: 'haproxy configuration manual, 4.2; measured with 2.6',
  check: ({ haproxy }) =>
    (haproxy?.file.sections ?? []).filter(isProxy).flatMap((section) => [
      ...addressAfterName(section),
      ...section.statements.filter(isShort).map((at) => ({
        at,
        message: `${said(at)} says too little: haproxy refuses the file`,
      })),
      ...section.statements.flatMap(unreadTimeout),
    ]),
};

function isProxy({ kind }: Section): boolean {
  return WHERE.includes(kind);
}

/** A variable may stand for several words. */
function isShort({ keyword, words, prefix }: Statement): boolean {
  const needed = prefix === null ? NEEDED[keyword] : undefined;
  return (
    needed !== undefined &&
    words.length < needed &&
    !words.some(({ text }) => text.includes('$') || text === '...' || text === '…')
  );
}

function said({ keyword, words }: Statement): string {
  return [keyword, ...words.map(({ text }) => text)].join(' ');
}

/** `timeout NAME TIME`, and nothing else. */
function unreadTimeout(line: Statement): Observation[] {
  const { keyword, words, prefix } = line;
  const [, time, more] = words;
  if (keyword !== 'timeout' || prefix !== null || time === undefined) return [];
  if (words.some(({ text }) => text.includes('$'))) return [];
  const problem =
    more !== undefined
      ? `has ${more.text} after its time`
      : /^[0-9]/.test(time.text)
        ? null
        : `has ${time.text} for a time`;
  if (problem === null) return [];
  return [
    {
      at: more ?? time,
      message: `timeout ${words[0]?.text ?? ''} ${problem}: haproxy refuses the file`,
      fix: 'a number with its unit in one word: 500ms, 10s, 5m, 8h',
    },
  ];
}

/** `frontend NAME ADDRESS:PORT`, as very old samples have it: 2.2 and newer refuse it. */
function addressAfterName({ kind, name, words }: Section): Observation[] {
  const [, address] = words;
  if (kind !== 'frontend' && kind !== 'listen') return [];
  if (name === null || address === undefined || !address.text.includes(':')) return [];
  return [
    {
      at: address,
      message: `${kind} ${name} has an address after its name: haproxy refuses the file`,
      fix: `bind ${address.text} on a line of its own`,
    },
  ];
}
