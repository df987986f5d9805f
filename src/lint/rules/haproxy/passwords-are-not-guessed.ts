import type { Place } from '../../../core/place.ts';
import type { NodeRule } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { textsOf } from './proxies.ts';

/** What everybody tries first. */
const common = new Set([
  ...['admin', 'administrator', 'root', 'password', 'passwd', 'pass', 'secret', 'changeme', 'test'],
  ...['haproxy', 'stats', 'guest', 'user', 'default', 'letmein', 'welcome', 'qwerty', 'abc123'],
  ...['123', '1234', '12345', '123456', '12345678', '123456789', '111111', '000000', '888888'],
  ...['admin123', 'admin@123', 'root123', 'password1', 'p@ssw0rd', 'passw0rd', '123qwe', 'qwe123'],
]);

interface Login {
  at: Place;
  of: string;
  user: string;
  password: string;
}

export const passwordsAreNotGuessed: NodeRule = {
  id: 'HAP021',
  severity: 'warning',
  scope: 'node',
  title: 'passwords are not the ones that everybody tries first',
  why:
    'The statistics page names every server, and with stats admin takes them out. A password that stands in every ' +
    'write-up keeps nobody out.',
  fix: 'take a random password from where the secrets are kept',
  source: 'seen in field write-ups',
  check: (node) =>
    loginsOf(node).flatMap(({ at, of, user, password }) => {
      const isName = user.toLowerCase() === password.toLowerCase();
      if (!isName && !common.has(password.toLowerCase())) return [];
      return [
        {
          at,
          message: isName
            ? `the password of ${of} user ${user} is the name of the user`
            : `the password of ${of} user ${user} is one of those that are tried first`,
        },
      ];
    }),
};

function loginsOf({ haproxy }: NodeView): Login[] {
  const sections = haproxy?.file.sections ?? [];
  return sections.flatMap(({ kind, statements }) =>
    statements.flatMap((line): Login[] => {
      const [first = '', second = '', third = ''] = textsOf(line);
      if (line.keyword === 'stats' && first === 'auth') {
        const colon = second.indexOf(':');
        const user = colon === -1 ? second : second.slice(0, colon);
        return [{ at: line, of: 'stats', user, password: second.slice(user.length + 1) }];
      }
      const isPlain =
        kind === 'userlist' && line.keyword === 'user' && second === 'insecure-password';
      return isPlain ? [{ at: line, of: 'userlist', user: first, password: third }] : [];
    }),
  );
}
