import type { Statement } from '../../../haproxy/config/sections.ts';
import { nearestWord } from '../../../haproxy/keywords/nearest.ts';
import { bindParameters, flags, serverParameters } from '../../../haproxy/keywords/parameters.ts';
import type { Observation } from '../../rule.ts';

/** How many words stand before the parameters. */
const before: Partial<Record<string, number>> = {
  bind: 1,
  server: 2,
  'server-template': 3,
  'default-server': 0,
};

/** Parameters of `bind` and `server` that look like a known one with a slip. Others may be of a newer version. */
export function parameterProblems(line: Statement): Observation[] {
  const first = before[line.keyword];
  if (first === undefined) return [];
  const known = line.keyword === 'bind' ? bindParameters : serverParameters;
  const found: Observation[] = [];
  for (let at = first; at < line.words.length; at += 1) {
    const word = line.words[at];
    const name = word?.text.replace(/^no-/, '') ?? '';
    if (flags.has(name)) continue;
    // The word after it is its value.
    if (known.has(name) || name.includes('(')) at += 1;
    else if (word !== undefined && /^[a-z][a-z0-9-]{2,30}$/.test(name)) {
      const meant = nearestWord(name, known);
      if (meant !== null) {
        found.push({
          at: word,
          message: `${line.keyword} knows no ${word.text}; ${meant} was probably meant`,
          fix: meant,
        });
      }
    }
    if (found.length > 0) return found;
  }
  return found;
}
