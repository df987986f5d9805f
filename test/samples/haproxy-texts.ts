import { blocksWhere } from './blocks.ts';
import type { Block } from './sample.ts';

const names = [
  'global|defaults|frontend|backend|listen|peers|resolvers|userlist|program|ring|cache|mailers|http-errors',
  'log-forward|log-profile|fcgi-app|crt-store|traces',
].join('|');
const section = new RegExp(`^\\s*(${names})\\b`);
/** A line of prose may begin with such a word, too. */
const begins = new RegExp(`^\\s*(${names})( +\\S+)?\\s*$`);

/** What stands for the section of an example that shows none. */
const aroundExample = [
  'listen sample',
  '    bind :80',
  '    mode http',
  '    server app 192.0.2.1:80 check',
];

/** Of a manual: what begins with the line of a section, as far as its indentation goes; the statements of examples. */
export function haproxyBlocks(manual: string): Block[] {
  const lines = manual.split('\n');
  const isInside = (line: string): boolean =>
    line.trim() === '' ||
    (/^[ \t]/.test(line) && !/^\s*(Examples?|Arguments|See also|May be)\b/.test(line));
  return blocksWhere(lines, isInside).flatMap(({ line, text }) => {
    const block = text.trimEnd().split('\n');
    const cut = outdented(block);
    if (begins.test(block[0] ?? '') && cut.length > 1) return [blockOf(line, cut)];
    const above = lines.slice(0, line - 1).findLast((other) => other.trim() !== '');
    if (!/^\s*Examples? *:/.test(above ?? '') || block.some((one) => section.test(one))) return [];
    return [blockOf(line - aroundExample.length, [...aroundExample, ...paragraph(block)])];
  });
}

function blockOf(line: number, lines: string[]): Block {
  return { line, text: `${lines.join('\n')}\n`, isPart: false };
}

/** What follows an empty line is prose as often as not. */
function paragraph(block: string[]): string[] {
  const end = block.indexOf('');
  return end < 0 ? block : block.slice(0, end);
}

/** Up to the first line of prose: less indented than the first, or as much and no section. */
function outdented(lines: string[]): string[] {
  const depth = (line: string): number => line.length - line.trimStart().length;
  const begin = depth(lines[0] ?? '');
  const end = lines.findIndex(
    (line) =>
      line.trim() !== '' &&
      (depth(line) < begin ||
        (depth(line) === begin && !section.test(line) && !/^\s*[#.]/.test(line))),
  );
  return end < 0 ? lines : lines.slice(0, end);
}

/** Of a test for VTest: each configuration as it is written, and with addresses for what the test fills in. */
export function haproxyTests(script: string): Block[] {
  return [...script.matchAll(/-conf(-OK|-BAD)?( \{\})? *\{/g)].flatMap((match) => {
    const begin = match.index + match[0].length;
    const text = `${script
      .slice(begin, closing(script, begin))
      .replace(/^[ \t]*\n/, '')
      .trimEnd()}\n`;
    const line = script.slice(0, begin).split('\n').length + 1;
    const isPart = match[1] === '-BAD';
    return [text, filledIn(text)].map((one) => ({ line, text: one, isPart }));
  });
}

/** Where the brace before `begin` is closed. */
function closing(text: string, begin: number): number {
  let depth = 1;
  for (let at = begin; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

/** With a port of its own for each name, as VTest gives them. */
function filledIn(text: string): string {
  const ports: string[] = [];
  const port = (name: string): string => {
    if (!ports.includes(name)) ports.push(name);
    return String(20_000 + ports.indexOf(name));
  };
  return text
    .replace(/fd@\$\{([^}]+)\}/g, (_, name: string) => `127.0.0.1:${port(`h1_${name}`)}`)
    .replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name === 'testdir' || name === 'tmpdir') return `/tmp/${name}`;
      if (name === 'no-htx') return '';
      if (name.endsWith('_addr')) return '127.0.0.1';
      if (name.endsWith('_sock')) return `127.0.0.1 ${port(name.slice(0, -5))}`;
      if (name.startsWith('HAPROXY_TEST_TIMEOUT')) return '5s';
      return port(name.replace(/_port$/, ''));
    });
}
