import type { Token } from '../../../keepalived/config/token.ts';
import type { ReadFile } from '../../subject.ts';
import type { NodeView } from '../../view.ts';

/** keepalived.conf, and every file that it includes, as they are written: before conditions and definitions. */
export function rawFilesOf({ keepalived }: NodeView): ReadFile[] {
  return keepalived?.files ?? [];
}

/** Their words and comments, line by line. */
export function linesOf({ file }: ReadFile): Token[][] {
  const lines: Token[][] = [[]];
  for (const token of file.tokens) {
    if (token.kind === 'newline') lines.push([]);
    else lines.at(-1)?.push(token);
  }
  return lines;
}
