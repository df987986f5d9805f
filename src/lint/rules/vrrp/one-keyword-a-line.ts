import { isIP } from 'node:net';
import type { Token } from '../../../keepalived/config/token.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';

export const oneKeywordALine: NodeRule = {
  id: 'VRRP061',
  severity: 'error',
  scope: 'node',
  title: 'each keyword and each address stands on a line of its own, without a semicolon',
  why:
    'keepalived ends a statement with its line. Of several in one line only the first counts, and a semicolon is part of ' +
    'the value: a password, a VIP or a priority is lost. The daemon starts with what is left.',
  fix: 'one statement on each line, and no semicolon at its end',
  source: 'keepalived, lib/parser.c; measured',
  check: (node) => {
    const scripts = new Set(node.keepalived?.model.scripts.map(({ name }) => name));
    return statementsOf(node.keepalived?.statements ?? [], { node, scripts });
  },
};

/** Words in which a semicolon is the shell's. */
const COMMANDS = /^(script|notify.*|misc_path|quorum_up|quorum_down|.*_fifo(_script)?)$/;

interface Known {
  node: NodeView;
  /** Names of its scripts. */
  scripts: ReadonlySet<string>;
}

function statementsOf(statements: readonly Statement[], known: Known, of = ''): Observation[] {
  return statements.flatMap((one) => [
    ...semicolons(one, known),
    ...lost(one, known, of),
    ...statementsOf(one.block?.statements ?? [], known, one.keyword),
  ]);
}

function semicolons({ keyword, words }: Statement, { node }: Known): Observation[] {
  if (COMMANDS.test(keyword)) return [];
  const word = words.find(({ kind, raw }) => kind === 'word' && /^[^"].*;$|^;$/.test(raw));
  if (word === undefined) return [];
  return [
    {
      at: word,
      message: `${nameOf(word, keyword)} on ${node.name} ends with a semicolon: keepalived takes it for a part of the value`,
    },
  ];
}

/** A password is not shown. */
function nameOf(word: Token, keyword: string): string {
  return keyword === 'auth_pass' ? 'the value of auth_pass' : word.text;
}

const KEYWORDS: Record<string, readonly string[]> = {
  authentication: ['auth_type', 'auth_pass'],
  vrrp_script: ['script', 'interval', 'timeout', 'weight', 'fall', 'rise', 'user', 'init_fail'],
  vrrp_instance: [
    'state',
    'interface',
    'virtual_router_id',
    'priority',
    'advert_int',
    'nopreempt',
    'authentication',
    'virtual_ipaddress',
    'track_script',
    'unicast_src_ip',
    'unicast_peer',
  ],
};

/** What stands in a line after the statement that counts. */
function lost({ words }: Statement, known: Known, of: string): Observation[] {
  const [first, ...rest] = words;
  const word = rest.find((one, index) => isLost(one, rest[index - 1], known, of));
  if (first === undefined || word === undefined) return [];
  return [
    {
      at: word,
      message: `${word.text} stands in one line after ${first.text} in ${of} on ${known.node.name}: keepalived does not read it`,
    },
  ];
}

const ADDRESSES = ['virtual_ipaddress', 'virtual_ipaddress_excluded', 'unicast_peer'];
/** They have an address for a value. */
const WITH_ADDRESS = ['brd', 'broadcast', 'peer', 'via', 'src', 'from'];

function isLost(word: Token, before: Token | undefined, known: Known, of: string): boolean {
  if (word.raw.startsWith('"')) return false;
  if (ADDRESSES.includes(of)) {
    const isAddress = isIP(word.text.split('/')[0] ?? '') !== 0;
    return isAddress && !WITH_ADDRESS.includes(before?.text ?? '');
  }
  if (of === 'track_script') return known.scripts.has(word.text);
  return KEYWORDS[of]?.includes(word.text) ?? false;
}
