import type { NodeRule, Observation } from '../../rule.ts';
import { globalLines, proxiesIn, textsOf } from './proxies.ts';

export const noUselessLines: NodeRule = {
  id: 'HAP033',
  severity: 'note',
  scope: 'node',
  title: 'no line is there that does nothing, or costs without use',
  why: 'Lines of old write-ups: each has to be understood by the one who reads the file at night.',
  fix: 'remove the line',
  source: 'haproxy configuration manual, 3.3 and 4.2',
  check: (node) => [
    ...globalLines(node).flatMap((line): Observation[] => {
      const [first] = textsOf(line);
      if (line.keyword === 'quiet') {
        return [{ at: line, message: 'quiet hides the warnings of the start' }];
      }
      return line.keyword === 'nbproc' && first === '1'
        ? [{ at: line, message: 'nbproc 1 is the default, and refused since haproxy 2.5' }]
        : [];
    }),
    ...closes(node),
  ],
};

function closes(node: Parameters<typeof proxiesIn>[0]): Observation[] {
  const lines = proxiesIn(node).flatMap((proxy) => proxy.lines);
  return [...new Set(lines)]
    .filter(
      ({ keyword, prefix, words }) =>
        keyword === 'option' && prefix === null && words[0]?.text === 'httpclose',
    )
    .map((line) => ({
      at: line,
      message: 'option httpclose closes the connection after each request, on both sides',
      fix: 'remove it; where servers need it, option http-server-close',
    }));
}
