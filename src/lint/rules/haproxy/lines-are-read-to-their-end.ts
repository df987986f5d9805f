import { placeOf } from '../../../core/place.ts';
import type { Token } from '../../../haproxy/config/token.ts';
import type { NodeRule } from '../../rule.ts';

export const linesAreReadToTheirEnd: NodeRule = {
  id: 'HAP042',
  severity: 'error',
  scope: 'node',
  title: 'no carriage return stands within a line of haproxy.cfg',
  why:
    'haproxy ends a line at a carriage return and passes over what follows, up to the line end: a whole section may ' +
    'be lost, or the check of a server. haproxy -c says nothing. An editor shows two lines. The line ends of Windows, ' +
    'a carriage return right before the line end, do no harm.',
  fix: String.raw`tr '\r' '\n' <haproxy.cfg >new, and look at what comes out`,
  source: 'measured with haproxy 2.6',
  check({ haproxy }) {
    if (haproxy?.source.text.includes('\r') !== true) return [];
    const lost = haproxy.file.tokens.filter((token, index, all) => isLost(token, all[index - 1]));
    const [first] = lost;
    if (first === undefined) return [];
    const more = lost.length > 1 ? `, and ${lost.length - 1} more after it` : '';
    return [
      {
        at: placeOf(first),
        message: `haproxy does not read "${first.raw.slice(0, 60)}"${more}: a carriage return stands before it`,
      },
    ];
  },
};

function isLost({ kind }: Token, before: Token | undefined): boolean {
  return kind === 'word' && before?.kind === 'space' && before.raw.includes('\r');
}
