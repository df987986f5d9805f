import type { Section, Statement } from '../../../haproxy/config/sections.ts';
import type { NodeRule } from '../../rule.ts';

/** How many words a line needs after its keyword. */
const NEEDED: Partial<Record<string, number>> = { bind: 1, server: 2, timeout: 2 };

const WHERE = ['defaults', 'frontend', 'backend', 'listen'];

export const keywordHasValue: NodeRule = {
  id: 'HAP043',
  severity: 'error',
  scope: 'node',
  title: 'bind, server and timeout have their values',
  why:
    'haproxy refuses the whole file for such a line, and does not start, or keeps the old configuration on a reload. A ' +
    'template that lost a variable leaves one.',
  fix: 'write what is missing: bind ADDRESS:PORT, server NAME ADDRESS:PORT, timeout NAME TIME',
  source: 'haproxy configuration manual, 4.2',
  check: ({ haproxy }) =>
    (haproxy?.file.sections ?? []).filter(isProxy).flatMap(({ statements }) =>
      statements.filter(isShort).map((at) => ({
        at,
        message: `${[at.keyword, ...at.words.map(({ text }) => text)].join(' ')} says too little: haproxy refuses the file`,
      })),
    ),
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
