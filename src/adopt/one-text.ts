import { diffArrays } from 'diff';
import { marksAsValues } from './without-passwords.ts';

/** How two texts become one: what differs as values of the host, or as blocks for each host. */
export type Joining = 'values' | 'blocks';

/** What a template knows of a host, and the variables that are made for it. */
export interface HostWords {
  name: string;
  address: string;
  peerAddress: string;
  priority: string;
}

export interface OneText {
  /** Of a template. */
  text: string;
  /** Variables of the first and of the second host. */
  vars: [Record<string, string>, Record<string, string>];
}

type Both<Item> = readonly [Item, Item];

/** Nobody reads the template of texts that share nothing; and the comparison is quadratic. */
const PATIENCE_MS = 1000;

/** One template that gives each host its text; null: they differ too much. Pure. */
export function oneText(
  texts: Both<string>,
  hosts: Both<HostWords>,
  joining: Joining,
): OneText | null {
  const parts = diffArrays(linesOf(texts[0]), linesOf(texts[1]), { timeout: PATIENCE_MS });
  if (parts === undefined) return null;
  const vars: OneText['vars'] = [{}, {}];
  const words = { hosts, vars };
  let text = '';
  let pending: [string[], string[]] = [[], []];
  const flush = (): void => {
    text += difference(pending, words, joining);
    pending = [[], []];
  };
  for (const { added, removed, value } of parts) {
    if (removed) pending[0] = pending[0].concat(value);
    else if (added) pending[1] = pending[1].concat(value);
    else {
      flush();
      text += literal(value.join(''));
    }
  }
  flush();
  return { text, vars };
}

interface Words {
  hosts: Both<HostWords>;
  vars: OneText['vars'];
}

function difference([first, second]: [string[], string[]], words: Words, joining: Joining): string {
  if (first.length === 0 && second.length === 0) return '';
  if (joining === 'values' && first.length === second.length) {
    const lines = first.map((line, index) => lineOf([line, second[index] ?? ''], words));
    if (lines.every((line) => line !== null)) return lines.join('');
  }
  const [one, other] = [first, second].map((lines) => literal(lines.join('')));
  return `{% if host.name == '${words.hosts[0].name}' %}${one}{% else %}${other}{% endif %}`;
}

/** A line whose words differ, each of them a value of the host; null: it is no such line. */
function lineOf(lines: Both<string>, words: Words): string | null {
  // Quoted, escaped or commented words are not values.
  if (lines.some((line) => /["'\\#!$~\uE000{}]/.test(line))) return null;
  const [first, second] = lines.map((line) => line.split(/(\s+)/));
  if (first === undefined || second === undefined || first.length !== second.length) return null;
  const keyword = first.find((word) => word.trim() !== '') ?? '';
  const pieces = first.map((word, index) => {
    const other = second[index] ?? '';
    if (word === other) return literal(word);
    return /^[\w.,:/%+=-]+$/.test(word) && /^[\w.,:/%+=-]+$/.test(other)
      ? `{{ ${valueFor([word, other], keyword, words)} }}`
      : null;
  });
  return pieces.every((piece) => piece !== null) ? pieces.join('') : null;
}

function valueFor(both: Both<string>, keyword: string, { hosts, vars }: Words): string {
  const is = (of: keyof HostWords): boolean =>
    hosts.every((host, index) => host[of] === both[index]);
  if (is('name')) return 'host.name';
  if (keyword === 'priority' && is('priority')) return 'host.priority';
  if (is('address')) return 'host.address';
  if (is('peerAddress')) return 'peers[0].address';
  const plain = /^[A-Za-z_]\w{0,50}$/.test(keyword) && keyword !== both[0] ? keyword : 'value';
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? plain : `${plain}_${count}`;
    const taken = vars[0][name];
    if (taken !== undefined && (taken !== both[0] || vars[1][name] !== both[1])) continue;
    vars.forEach((own, index) => {
      own[name] = both[index] ?? '';
    });
    return `vars.${name}`;
  }
}

/** Text that a template prints as it is. */
export function literal(text: string): string {
  return marksAsValues(text.replace(/\{\{|\{%/g, '{% raw %}$&{% endraw %}'));
}

/** Each with its line break. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
