import { all, argument, inside, last } from './config/find.ts';
import { parseKeepalived, printKeepalived, type KeepalivedFile } from './config/parse.ts';
import type { Token } from './config/token.ts';

/** A priority line of one instance, as it stands in a keepalived.conf. */
export interface PriorityLine {
  instance: string;
  priority: number;
}

/** The priorities of a keepalived.conf(5), one per instance, in its order. */
export function priorityLines(config: string): PriorityLine[] {
  return priorityWords(parseKeepalived(config)).map(({ instance, word }) => ({
    instance,
    priority: Number(word.text),
  }));
}

/** The same file with other priorities for some instances; everything else stays byte for byte. */
export function withPriorities(config: string, wanted: Map<string, number>): string {
  const file = parseKeepalived(config);
  const replaced = new Map<Token, string>();
  for (const { instance, word } of priorityWords(file)) {
    const priority = wanted.get(instance);
    if (priority !== undefined) replaced.set(word, String(priority));
  }
  return printKeepalived(file, replaced);
}

function priorityWords({ statements }: KeepalivedFile): { instance: string; word: Token }[] {
  return all(statements, 'vrrp_instance').flatMap((one) => {
    const word = last(inside(one), 'priority')?.words[1];
    if (word === undefined || !/^\d+$/.test(word.text)) return [];
    return [{ instance: argument(one) ?? '', word }];
  });
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
