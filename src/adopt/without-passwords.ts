import { parseHaproxy, printHaproxy } from '../haproxy/config/parse.ts';
import type { Token as HaproxyToken } from '../haproxy/config/token.ts';
import { parseKeepalived, printKeepalived } from '../keepalived/config/parse.ts';
import type { Token } from '../keepalived/config/token.ts';
import type { Statement } from '../keepalived/config/tree.ts';
import { isReference } from './password-definitions.ts';
import type { SecretNames } from './secret-names.ts';

/** Private characters around the name of a secret, in a text that is no template yet. */
const open = '\uE000';
const close = '\uE001';

export type MainFileName = 'keepalived.conf' | 'haproxy.cfg';

export function hasMarks(text: string): boolean {
  return text.includes(open) || text.includes(close);
}

/**
 * The text with a mark in place of each password. Pure but for the names that it asks for. `definitions`: those of which
 * the passwords of both nodes are made.
 */
export function withoutPasswords(
  file: MainFileName,
  text: string,
  secrets: SecretNames,
  definitions: ReadonlySet<string>,
): string {
  return file === 'keepalived.conf'
    ? ofKeepalived(text, secrets, definitions)
    : ofHaproxy(text, secrets);
}

/** Marks become what a template says. */
export function marksAsValues(text: string): string {
  return text.replace(/\uE000([^\uE001]*)\uE001/g, (_, name: string) => `{{ vars.${name} }}`);
}

function ofKeepalived(
  text: string,
  secrets: SecretNames,
  definitions: ReadonlySet<string>,
): string {
  const file = parseKeepalived(text);
  const replaced = new Map<Token, string>();
  for (const token of file.tokens) {
    if (token.kind === 'definition') replaced.set(token, ofDefinition(token, secrets, definitions));
  }
  const visit = (statements: readonly Statement[]): void => {
    for (const { keyword, words, block } of statements) {
      const word = words[1];
      const isPassword = word !== undefined && word.text !== '' && !isReference(word.text);
      if (keyword === 'auth_pass' && isPassword) {
        replaced.set(word, mark('vrrp', word.text, secrets));
      }
      visit(block?.statements ?? []);
    }
  };
  visit(file.statements);
  return printKeepalived(file, replaced);
}

/** `$PASS=…`, and blocks of several lines with an `auth_pass` in them. */
function ofDefinition(
  { raw }: Token,
  secrets: SecretNames,
  definitions: ReadonlySet<string>,
): string {
  const [, start = '', name = '', value = ''] = /^(\$(\w+)=[ \t]*)(.*)$/s.exec(raw) ?? [];
  if (definitions.has(name)) return `${start}${marked(value, secrets)}`;
  return raw.replace(
    /(\bauth_pass[ \t]+)("[^"\n]*"|[^\s\\]+)/g,
    (_, keyword: string, word: string) => `${keyword}${marked(word, secrets)}`,
  );
}

/** One word, in its quotes where it has them. */
function marked(word: string, secrets: SecretNames): string {
  const trimmed = word.trimEnd();
  const quote = /^".*"$/s.test(trimmed) ? '"' : '';
  const value = trimmed.slice(quote.length, trimmed.length - quote.length);
  if (value === '' || isReference(value)) return word;
  return `${quote}${mark('vrrp', value, secrets)}${quote}${word.slice(trimmed.length)}`;
}

function ofHaproxy(text: string, secrets: SecretNames): string {
  const file = parseHaproxy(text);
  const replaced = new Map<HaproxyToken, string>();
  for (const { keyword, words } of file.sections.flatMap(({ statements }) => statements)) {
    const login = keyword === 'stats' && words[0]?.text === 'auth' ? words[1] : undefined;
    const [user, password] = login?.text.split(/:(.*)/s) ?? [];
    if (login && password !== undefined && password !== '') {
      replaced.set(login, `${user}:${mark('stats', password, secrets)}`);
    }
    const at = words.findIndex((word) => ['password', 'insecure-password'].includes(word.text));
    const word = words[at + 1];
    if (keyword === 'user' && at !== -1 && word && word.text !== '') {
      replaced.set(word, mark('user_password', word.text, secrets));
    }
  }
  return printHaproxy(file, replaced);
}

function mark(purpose: string, value: string, secrets: SecretNames): string {
  return `${open}${secrets.nameFor(purpose, value)}${close}`;
}
