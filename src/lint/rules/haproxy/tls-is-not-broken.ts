import type { Statement } from '../../../haproxy/config/sections.ts';
import { isAtLeast } from '../../../keepalived/version.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { bindLines, frontendsIn, globalLines, textsOf } from './proxies.ts';

export const tlsIsNotBroken: NodeRule = {
  id: 'HAP024',
  severity: 'warning',
  scope: 'node',
  title: 'TLS before 1.2, 3DES and RC4 are not offered',
  why:
    'They are broken, and browsers have left them. A list of ciphers from an old write-up keeps them; haproxy takes ' +
    'what it says without a word.',
  fix: 'ssl-default-bind-options ssl-min-ver TLSv1.2 in global, and no list of ciphers of your own',
  source: 'RFC 8996; RFC 7465',
  check: (node) => {
    const globals = globalLines(node).filter(({ keyword }) => /^ssl-default-bind-/.test(keyword));
    const binds = frontendsIn(node)
      .flatMap(bindLines)
      .filter((line) => textsOf(line).includes('ssl'));
    return binds.length === 0 ? [] : [...[...globals, ...binds].flatMap(weak), ...oldDefault(node)];
  },
};

function weak(line: Statement): Observation[] {
  const words = textsOf(line);
  const list =
    line.keyword === 'ssl-default-bind-ciphers' ? words[0] : words[words.indexOf('ciphers') + 1];
  const named = line.keyword === 'ssl-default-bind-ciphers' || words.includes('ciphers');
  const ciphers = (named ? (list ?? '') : '')
    .split(/[:, ]/)
    .filter((one) => /^(?![!-]).*(3DES|DES-CBC3|RC4|EXP|eNULL|aNULL|MD5)/.test(one));
  const least = words[words.indexOf('ssl-min-ver') + 1];
  const versions = words.filter((word) => /^force-(sslv3|tlsv10|tlsv11)$/.test(word));
  const old = words.includes('ssl-min-ver') && /^(SSLv3|TLSv1\.[01])$/.test(least ?? '');
  const found = [...ciphers, ...versions, ...(old ? [`ssl-min-ver ${least ?? ''}`] : [])];
  return found.length === 0 ? [] : [{ at: line, message: `TLS is weak: ${found.join(', ')}` }];
}

/** Since 2.2 haproxy itself begins with TLS 1.2. */
function oldDefault(node: NodeView): Observation[] {
  if (isAtLeast(node.versions.haproxy, [2, 2]) !== false) return [];
  const options = globalLines(node).filter(({ keyword }) => keyword === 'ssl-default-bind-options');
  const bounded = (line: Statement) => {
    const words = textsOf(line);
    const off = ['no-tlsv10', 'no-tlsv11'].every((word) => words.includes(word));
    return off || words.some((word) => /^(ssl-min-ver|force-tlsv1[23])$/.test(word));
  };
  const open = frontendsIn(node)
    .flatMap(bindLines)
    .find((line) => textsOf(line).includes('ssl') && !bounded(line));
  if (open === undefined || options.some(bounded)) return [];
  return [
    {
      at: open,
      severity: 'note',
      message: `haproxy ${node.versions.haproxy?.join('.') ?? ''} offers TLS 1.0 where no least version is set`,
    },
  ];
}
