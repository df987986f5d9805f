import { tokensOf } from './lexer.ts';
import type { SyntaxProblem, Token } from './token.ts';
import { directivesOf, type Directive } from './tree.ts';

/** Where the distributions' units read it. */
export const NGINX_CONF = '/etc/nginx/nginx.conf';

/** An nginx.conf as it is written: nothing of it is lost, and unknown directives are directives like any other. */
export interface NginxFile {
  tokens: readonly Token[];
  directives: readonly Directive[];
  problems: readonly SyntaxProblem[];
}

/** Never throws, whatever the text; linear in its length. `path` is kept in every place. Pure. */
export function parseNginx(text: string, path?: string): NginxFile {
  const tokens = tokensOf(text, path);
  return { tokens, ...directivesOf(tokens) };
}

/** The text of the file: `printNginx(parseNginx(text)) === text`. Pure. */
export function printNginx({ tokens }: NginxFile): string {
  return tokens.map(({ raw }) => raw).join('');
}
