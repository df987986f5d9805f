import { haproxyWord } from '../haproxy/quote.ts';
import { keepalivedWord } from '../keepalived/quote.ts';
import { optionWord, sqlWord } from '../mysql/quote.ts';
import { nginxWord } from '../nginx/quote.ts';
import { shellQuote } from '../core/quote.ts';
import { nginxSpots } from './nginx-spots.ts';
import { shellSpots } from './shell-spots.ts';
import { haproxySpots, keepalivedSpots, optionSpots, plainSpots, type Spot } from './spots.ts';
import { sqlSpots } from './sql-spots.ts';

/**
 * How a value gets into a file of some format without ever becoming more than a value. `spots` tells
 * where in the rendered text each value stands; `word` writes it there.
 */
export interface Format {
  name: FormatName;
  /** One value as one word; `bare` when it needs no quoting. */
  word: (value: string) => { text: string; bare: boolean } | { refused: string };
  spots: (text: string) => Spot[];
  /** Whether a quoted value may be glued to other text. */
  quotesInsideWords: boolean;
}

export type FormatName =
  'haproxy' | 'keepalived' | 'nginx' | 'mysql-options' | 'sql' | 'sh' | 'plain';

export const formats: Record<FormatName, Format> = {
  haproxy: { name: 'haproxy', word: haproxyWord, spots: haproxySpots, quotesInsideWords: true },
  keepalived: {
    name: 'keepalived',
    word: keepalivedWord,
    spots: keepalivedSpots,
    quotesInsideWords: false,
  },
  nginx: { name: 'nginx', word: nginxWord, spots: nginxSpots, quotesInsideWords: false },
  'mysql-options': {
    name: 'mysql-options',
    word: optionWord,
    spots: optionSpots,
    quotesInsideWords: false,
  },
  sql: { name: 'sql', word: sqlWord, spots: sqlSpots, quotesInsideWords: false },
  sh: { name: 'sh', word: shellWord, spots: shellSpots, quotesInsideWords: true },
  plain: { name: 'plain', word: plainWord, spots: plainSpots, quotesInsideWords: true },
};

/** By what checks the file, else by its name. */
export function formatOf(path: string, validate?: string): FormatName {
  if (validate !== undefined && validate in formats) return validate as FormatName;
  if (/\.sh$/.test(path)) return 'sh';
  if (/^\/etc\/haproxy\/.*\.cfg$/.test(path)) return 'haproxy';
  if (/^\/etc\/keepalived\/.*\.conf$/.test(path)) return 'keepalived';
  if (/^\/etc\/nginx\/.*\.conf$/.test(path)) return 'nginx';
  if (/\.cnf$/.test(path)) return 'mysql-options';
  if (/\.sql$/.test(path)) return 'sql';
  return 'plain';
}

const controls = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** POSIX keeps a newline in quotes literal; but nothing on a command line needs one, and comments end at it. */
function shellWord(value: string): { text: string; bare: boolean } | { refused: string } {
  if (controls.test(value)) return { refused: 'a control character or line break' };
  const text = shellQuote(value);
  return { text, bare: text === value };
}

function plainWord(value: string): { text: string; bare: boolean } | { refused: string } {
  if (controls.test(value)) return { refused: 'a control character or line break' };
  return { text: value, bare: true };
}
