import type { Statement } from '../../../haproxy/config/sections.ts';
import type { Token } from '../../../haproxy/config/token.ts';
import type { Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { isVariable } from './addresses.ts';
import { proxiesIn, textsOf } from './proxies.ts';

/** Rules that may end in `if …` or `unless …`. */
const CONDITIONAL =
  /^(http-request|http-response|http-after-response|tcp-request|tcp-response|use_backend|use-server|redirect|monitor|stick|force-persist|ignore-persist)$/;

/** ACLs that are there by themselves (configuration manual, 7.4). */
const PREDEFINED =
  /^(TRUE|FALSE|LOCALHOST|HTTP|HTTP_[0-9.]+|HTTP_CONTENT|HTTP_URL_(ABS|SLASH|STAR)|METH_[A-Z]+|RDP_COOKIE|REQ_CONTENT|WAIT_END)$/;

/** Conditions that name an ACL which their proxy does not have before them. Those of defaults count there alone. */
export function unknownAcls(node: NodeView): Observation[] {
  return proxiesIn(node).flatMap(({ section, title }) => {
    const names = new Set<string>();
    return section.statements.flatMap((line): Observation[] => {
      const { keyword, branch } = line;
      if (keyword === 'acl') names.add(textsOf(line)[0] ?? '');
      if (!CONDITIONAL.test(keyword) || branch !== null) return [];
      const unknown = namesIn(line).find(({ name }) => !names.has(name));
      if (unknown === undefined) return [];
      return [
        {
          at: unknown.at,
          message: `${title} has no acl ${unknown.name} before this condition, which asks it`,
          fix: `acl ${unknown.name} … above it in this proxy, or the name of one that it has`,
        },
      ];
    });
  });
}

/** The names that a condition asks, but for what stands in braces. */
function namesIn({ words }: Statement): { name: string; at: Token }[] {
  const start = words.findLastIndex(({ raw }) => raw === 'if' || raw === 'unless');
  if (start === -1) return [];
  let depth = 0;
  return words.slice(start + 1).flatMap((at) => {
    const name = at.text.replace(/^!+/, '');
    if (name === '{') depth += 1;
    else if (name === '}') depth -= 1;
    else if (depth === 0 && isName(name)) return [{ name, at }];
    return [];
  });
}

function isName(word: string): boolean {
  return (
    /^[-_.:A-Za-z0-9]+$/.test(word) &&
    word !== 'or' &&
    !PREDEFINED.test(word) &&
    !isVariable(word) &&
    word !== '...'
  );
}
