import { hostNames } from './host-range.ts';
import { pythonLiteral } from './python-literal.ts';
import { shellWords } from './shell-words.ts';
import { shown } from './shown.ts';

export interface HostLine {
  names: string[];
  /** Names and values in the order of the line; a port behind the name comes first. */
  values: [string, unknown][];
}

/** `lb[01:02]:2222 rack=4 note="a b" # comment`: values are Python literals where they can be. */
export function hostLine(line: string): HostLine | { error: string; hint?: string } {
  const words = shellWords(line);
  if (words === null) {
    return { error: 'a quote that is not closed', hint: 'close it in the same line' };
  }
  const [pattern = '', ...assignments] = words;
  const found = hostNames(pattern);
  if ('error' in found) return { error: shown(found.error, 120) };
  const values: [string, unknown][] = found.port === null ? [] : [['ansible_port', found.port]];
  for (const assignment of assignments) {
    const [key, value] = keyAndValue(assignment);
    if (value === null) {
      return {
        error: `\`${shown(assignment)}\` behind a host is no KEY=VALUE`,
        hint: 'one host a line; quote a value that holds blanks',
      };
    }
    values.push([key, (pythonLiteral(value) ?? { value }).value]);
  }
  return { names: found.names, values };
}

/**
 * A line of a `:vars` section, by the documented rule: a text, whatever it looks like. Quotes around all of it go,
 * and so does a comment behind a literal. Null: no KEY=VALUE.
 */
export function variableLine(line: string): [string, string] | null {
  const [key, value] = keyAndValue(line);
  if (value === null) return null;
  const literal = pythonLiteral(value);
  if (literal === null) return [key, value];
  return [key, typeof literal.value === 'string' ? literal.value : literal.text];
}

function keyAndValue(text: string): [string, string | null] {
  const at = text.indexOf('=');
  return at === -1 ? [text, null] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
