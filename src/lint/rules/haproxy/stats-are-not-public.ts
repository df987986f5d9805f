import type { NodeRule, Observation } from '../../rule.ts';
import type { SocketModel } from '../../../haproxy/model/types.ts';
import { isLoopback, isWildcard } from './addresses.ts';
import { bindLines, frontendsIn, says, textsOf, type ProxyView } from './proxies.ts';

export const statsAreNotPublic: NodeRule = {
  id: 'HAP022',
  severity: 'warning',
  scope: 'node',
  title: 'statistics and administration are not open to everybody',
  why:
    'The page tells the name, address and load of every server; with stats admin, or level admin on a socket of TCP, ' +
    'whoever reaches the port takes servers out of service.',
  fix: 'bind it to a management address or 127.0.0.1, with stats auth and an ACL on src',
  source: 'haproxy configuration manual, 4.2, stats admin',
  check: (node) => [
    ...(node.haproxy?.model.global.sockets ?? []).flatMap(openSocket),
    ...frontendsIn(node).flatMap(openPage),
  ],
};

function openSocket(socket: SocketModel): Observation[] {
  const host = /^(?:(?:ipv[46]|tcp[46]?)@)?(.*):\d+$/.exec(socket.address)?.[1];
  if (host === undefined || socket.address.startsWith('/') || isLoopback(host)) return [];
  return [
    {
      at: socket,
      message: `stats socket ${socket.address} (level ${socket.level}) asks nobody for a password: whoever reaches it may use it`,
      fix: 'stats socket /run/haproxy/admin.sock mode 660 level admin',
    },
  ];
}

function openPage(proxy: ProxyView): Observation[] {
  const { lines, section, title, binds } = proxy;
  const own = section.statements;
  const isOn = own.some(
    ({ keyword, words }) =>
      keyword === 'stats' && ['enable', 'uri', 'auth', 'admin'].includes(words[0]?.text ?? ''),
  );
  const open = binds.find((bind) => isWildcard(bind));
  if (!isOn || open === undefined) return [];
  const admin = own.find(({ keyword, words }) => keyword === 'stats' && words[0]?.text === 'admin');
  const asks = says(lines, 'stats', 'auth') || asksOrRefuses(proxy);
  const forAll =
    admin !== undefined && /^if (TRUE|true|\{ ?always_true ?\})$/.test(afterAdmin(admin));
  if (admin !== undefined && !asks && forAll) {
    return [
      {
        at: admin,
        message: `whoever reaches port ${open.port} may take servers out: ${title} has stats admin for everybody, and no password`,
      },
    ];
  }
  if (!asks) {
    return [
      {
        at: open,
        message: `the statistics of ${title} are open to whoever reaches port ${open.port}: no password, no ACL`,
      },
    ];
  }
  if (!forAll && open.ssl) return [];
  return [
    {
      at: admin ?? open,
      severity: forAll ? 'warning' : 'note',
      message: forAll
        ? `${title} has stats admin for everybody who knows the password, on port ${open.port} of every address`
        : `the password of the statistics of ${title} goes over the network in clear text (port ${open.port} of every address)`,
    },
  ];
}

function afterAdmin(line: Parameters<typeof textsOf>[0]): string {
  return textsOf(line).slice(1).join(' ');
}

/** Any rule that may refuse: what exactly it refuses, the files do not always tell. */
function asksOrRefuses(proxy: ProxyView): boolean {
  return (
    proxy.lines.some(
      ({ keyword, words }) =>
        (/^(http|tcp)-request$/.test(keyword) || keyword === 'stats') &&
        words.some(({ text }) => /^(auth|deny|reject|tarpit|silent-drop)$/.test(text)),
    ) || bindLines(proxy).some((line) => textsOf(line).includes('verify'))
  );
}
