import { expandKeepalived } from './config/expand.ts';
import { all, argument, inside, last } from './config/find.ts';
import { printKeepalived, type KeepalivedFile } from './config/parse.ts';
import type { Token } from './config/token.ts';
import type { Statement } from './config/tree.ts';

/** The priority of one instance, as one node reads it. */
export interface Priority {
  instance: string;
  priority: number;
  /** Where the file says it; null: not in a line of its own (in a definition that is a whole instance), so it cannot be changed there. */
  word: Token | null;
}

/**
 * The priorities in a keepalived.conf(5) as the node of that name reads them: lines for other hosts (`@NAME`) left out,
 * `$NAME` replaced. One per instance, in the order of the file; instances in included files are not among them.
 */
export function prioritiesIn(file: KeepalivedFile, hostname: string): Priority[] {
  const { statements } = expandKeepalived(file, { hostname });
  return all(statements, 'vrrp_instance').flatMap((one) => {
    const line = last(inside(one), 'priority');
    const value = argument(line);
    if (line === undefined || value === null || !/^\d+$/.test(value)) return [];
    const instance = argument(one) ?? '';
    return [{ instance, priority: Number(value), word: writtenWord(file, line) }];
  });
}

/** The same file with other words in these places; everything else stays byte for byte. */
export function withPriorities(file: KeepalivedFile, wanted: Map<Token, number>): string {
  return printKeepalived(
    file,
    new Map([...wanted].map(([word, priority]) => [word, String(priority)])),
  );
}

/** The word that is written where a priority is read: the number itself, or the `$NAME` in its place. */
function writtenWord({ tokens }: KeepalivedFile, read: Statement): Token | null {
  const words = tokens.filter(({ kind, line }) => kind === 'word' && line === read.line);
  const at = words.findIndex(({ text, column }) => text === 'priority' && column >= read.column);
  return at === -1 ? null : (words[at + 1] ?? null);
}

/**
 * The priority with which a standby takes over from a living holder, mirrored around the holder's own: the
 * gap stays what the site has chosen, so a failing check (a negative weight) flips the election as before.
 * null where 254 leaves no room.
 */
export function mirroredPriority(holder: number, standby: number): number | null {
  const mirrored = holder + Math.max(1, holder - standby);
  return mirrored <= 254 ? mirrored : null;
}
