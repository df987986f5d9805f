import { isIP } from 'node:net';
import { argument, inside } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';

/** Keywords whose first value is a number, by the block they stand in. */
const NUMBERS: Record<string, readonly string[]> = {
  vrrp_instance: [
    ...['virtual_router_id', 'priority', 'advert_int', 'preempt_delay', 'garp_master_delay'],
    ...['garp_master_refresh', 'garp_master_repeat', 'garp_master_refresh_repeat'],
  ],
  vrrp_script: ['interval', 'timeout', 'weight', 'fall', 'rise'],
};

const ADDRESSES = ['virtual_ipaddress', 'virtual_ipaddress_excluded', 'unicast_peer'];
const ROUTES = ['virtual_routes', 'virtual_rules', 'static_routes', 'static_rules'];

/** Values that are no number, and lines of addresses that are none. */
export function unreadableValues(
  statements: readonly Statement[],
  node: NodeView,
  of = '',
): Observation[] {
  return statements.flatMap((one) => [
    ...notNumber(one, node, of),
    ...(ADDRESSES.includes(of) ? notAddress(one, node, of) : []),
    ...(ROUTES.includes(of) ? notRoute(one, node, of) : []),
    ...(ADDRESSES.includes(of) ? [] : unreadableValues(inside(one), node, one.keyword)),
  ]);
}

function notNumber(one: Statement, node: NodeView, of: string): Observation[] {
  const value = argument(one);
  if (value === null || NUMBERS[of]?.includes(one.keyword) !== true) return [];
  if (/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$/.test(value) || isToldElsewhere(value, node)) return [];
  return [
    {
      at: one.words[1] ?? one,
      message: `${one.keyword} ${shown(value)} on ${node.name} is no number: keepalived does not take it`,
      fix: fixOf(value, `write a plain number after ${one.keyword}`),
    },
  ];
}

function notAddress(one: Statement, node: NodeView, of: string): Observation[] {
  const { keyword } = one;
  if (keyword === '' || isToldElsewhere(keyword, node)) return [];
  const [address = '', mask] = keyword.split('/');
  // A peer may be a range: 192.0.2.1-5. A VIP has no zone: fe80::1%eth0 is dev eth0.
  const plain = of === 'unicast_peer' ? (address.split('-')[0] ?? '') : address.replace('%', ' ');
  const family = isIP(plain);
  if (family === 0) {
    return [
      {
        at: one,
        message: `${shown(keyword)} in ${of} on ${node.name} is no address: keepalived leaves it out`,
        fix: fixOf(keyword, 'write an IPv4 or IPv6 address'),
      },
    ];
  }
  const widest = family === 4 ? 32 : 128;
  if (mask === undefined || (/^[0-9]{1,3}$/.test(mask) && Number(mask) <= widest)) return [];
  return [
    {
      at: one,
      message: `${shown(keyword)} in ${of} on ${node.name} has no mask from 0 to ${widest}: keepalived takes ${widest}`,
      fix: `write a mask from 0 to ${widest}`,
    },
  ];
}

/** What a route or a rule leads from, over and to. Without it the VIP still moves. */
function notRoute(one: Statement, node: NodeView, of: string): Observation[] {
  const texts = one.words.map(({ text }) => text);
  const wrong = one.words.find(
    ({ text }, index) => isMeantAsAddress(texts, index) && !isAddress(text, texts[index - 1] ?? ''),
  );
  if (wrong === undefined || texts.some((text) => isToldElsewhere(text, node))) return [];
  return [
    {
      at: wrong,
      message: `${shown(wrong.text)} in ${of} on ${node.name} is no address: keepalived leaves this line out`,
      fix: 'write an IPv4 or IPv6 address, of a network with its mask',
      severity: 'warning',
    },
  ];
}

function isMeantAsAddress(texts: string[], index: number): boolean {
  const [before = '', earlier] = texts.slice(Math.max(0, index - 2), index).toReversed();
  if (/^(via|gw|src|from|to|or)$/.test(before) && earlier !== 'as') return !isFamily(texts[index]);
  if (isFamily(before)) return earlier === 'via' || earlier === 'gw';
  // The destination of a route is named by nothing.
  return index === 0 && /^[\da-f:]*[.:][\da-f.:]*(\/|$)/i.test(texts[index] ?? '');
}

function isFamily(text: string | undefined): boolean {
  return text === 'inet' || text === 'inet6';
}

/** Where it comes from and leads to may be a network, or all of them. */
function isAddress(text: string, before: string): boolean {
  if (/^(via|gw|src|or|inet6?)$/.test(before)) return isIP(text) !== 0;
  if (/^(default6?|any|all)$/.test(text)) return true;
  return isIP(text.replace(/\/.*/, '')) !== 0;
}

/** What another rule tells, what an example leaves out, and names whose definition may stand in a file that is not given. */
function isToldElsewhere(value: string, { keepalived }: NodeView): boolean {
  return (
    /;$|^\.\.\.$|^…$|^[~@]/.test(value) ||
    (value.includes('$') && (keepalived?.isWhole !== true || /\$\{?_/.test(value)))
  );
}

function fixOf(value: string, otherwise: string): string {
  return value.includes('$')
    ? 'define the name before it is used; in the middle of a word it needs braces: ${NAME}'
    : otherwise;
}

function shown(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}

/** Scripts that say nothing to run. */
export function scriptsWithoutScript(
  statements: readonly Statement[],
  node: NodeView,
): Observation[] {
  if (node.keepalived?.isWhole !== true) return [];
  const isElsewhere = node.keepalived.files.some(({ text }) => /@\S+[ \t]+script\b/.test(text));
  return statements
    .filter((one) => one.keyword === 'vrrp_script' && one.block !== null)
    .filter((one) => !inside(one).some(({ keyword }) => keyword === 'script'))
    .map((at) => ({
      at,
      message: `vrrp_script ${argument(at) ?? ''} on ${node.name} has no script: keepalived leaves it out, and whoever tracks it tracks nothing`,
      fix: 'write script "/path/of/the/check" in it',
      // It may have one on the host that its conditions name.
      ...(isElsewhere && { severity: 'warning' as const }),
    }));
}
