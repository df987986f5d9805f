import { isIP } from 'node:net';
import { mostHosts } from './source.ts';

export type HostNames = { names: string[]; port: number | null } | { error: string };

/** `lb[01:02].example.com:2222`: the names it stands for, and the port. */
export function hostNames(pattern: string): HostNames {
  const [text, port] = splitPort(pattern);
  if (text === '' || text.endsWith(':')) return { error: `\`${pattern}\` names no host` };
  if (isIP(text) !== 0) return { names: [text], port };
  let names = [''];
  let rest = text;
  while (rest !== '') {
    const open = rest.indexOf('[');
    const head = open === -1 ? rest : rest.slice(0, open);
    const close = open === -1 ? -1 : rest.indexOf(']', open);
    if (open !== -1 && close === -1) return { error: `\`${pattern}\`: a \`[\` without its \`]\`` };
    const steps = open === -1 ? [''] : rangeOf(rest.slice(open + 1, close));
    if (typeof steps === 'string') return { error: `\`${pattern}\`: ${steps}` };
    if (names.length * steps.length > mostHosts) {
      return { error: `\`${pattern}\` stands for more than ${mostHosts} hosts` };
    }
    names = names.flatMap((name) => steps.map((step) => `${name}${head}${step}`));
    rest = open === -1 ? '' : rest.slice(close + 1);
  }
  return { names, port };
}

/** A port stands behind the last colon, unless that is inside brackets or the name is an IPv6 address. */
function splitPort(pattern: string): [string, number | null] {
  const bracketed = /^\[([^[\]]*)\](?::(\d{1,5}))?$/.exec(pattern);
  if (bracketed && isIP(bracketed[1] ?? '') === 6) {
    return [bracketed[1] ?? '', bracketed[2] === undefined ? null : Number(bracketed[2])];
  }
  if (isIP(pattern) === 6) return [pattern, null];
  const port = /^(.+):(\d{1,5})$/.exec(pattern);
  return port ? [port[1] ?? '', Number(port[2])] : [pattern, null];
}

/** The steps of `01:10:2` or `a:f`; a text says what is wrong with it. */
function rangeOf(inner: string): string[] | string {
  const [begin = '', end = '', step = '1', ...more] = inner.split(':');
  const first = begin === '' ? '0' : begin;
  if (end === '' || more.length > 0) return 'a range is `[BEGIN:END]` or `[BEGIN:END:STEP]`';
  if (!/^[1-9]\d{0,8}$/.test(step)) return 'the step of a range is a whole number from 1';
  if (/^[A-Za-z]$/.test(first) && /^[A-Za-z]$/.test(end)) {
    const from = alphabet.indexOf(first);
    const indexes = counted(from, alphabet.indexOf(end), Number(step));
    return indexes.length === 0 ? backwards : indexes.map((index) => alphabet.charAt(index));
  }
  if (!/^\d{1,9}$/.test(first) || !/^\d{1,9}$/.test(end)) {
    return 'a range goes from a number to a number, or from a letter to a letter';
  }
  const padded = first.length > 1 && first.startsWith('0');
  if (padded && first.length !== end.length) {
    return 'both ends of a range with leading zeros need the same length';
  }
  if ((Number(end) - Number(first)) / Number(step) > mostHosts) {
    return `stands for more than ${mostHosts} hosts`;
  }
  const numbers = counted(Number(first), Number(end), Number(step));
  return numbers.length === 0
    ? backwards
    : numbers.map((value) => String(value).padStart(padded ? first.length : 0, '0'));
}

const backwards = 'a range must not end before it begins';
const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function counted(first: number, last: number, step: number): number[] {
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  return Array.from({ length }, (_, index) => first + index * step);
}
