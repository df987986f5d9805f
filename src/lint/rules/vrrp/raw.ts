import { parseKeepalived } from '../../../keepalived/config/parse.ts';
import type { Token } from '../../../keepalived/config/token.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { NodeView } from '../../view.ts';

/** A file as it is written, before conditions and definitions. */
export interface Raw {
  path: string;
  text: string;
  tokens: readonly Token[];
}

/** keepalived.conf, and every file that something of its configuration stands in. */
export function rawFilesOf({ keepalived, node }: NodeView): Raw[] {
  if (keepalived === null) return [];
  const { source, file, statements } = keepalived;
  const included = new Set(filesOf(statements));
  included.delete(source.shown);
  return [
    { path: source.shown, text: source.text, tokens: file.tokens },
    ...node.files
      .filter(({ shown }) => included.has(shown))
      .map(({ shown, text }) => ({
        path: shown,
        text,
        tokens: parseKeepalived(text, shown).tokens,
      })),
  ];
}

function filesOf(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ file, block }) => [
    ...(file === undefined ? [] : [file]),
    ...(block ? filesOf(block.statements) : []),
  ]);
}

/** Their words and comments, line by line. */
export function linesOf({ tokens }: Raw): Token[][] {
  const lines: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'newline') lines.push([]);
    else lines.at(-1)?.push(token);
  }
  return lines;
}
