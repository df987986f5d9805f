import { placeOf } from '../../core/place.ts';
import { all, inside } from '../config/find.ts';
import type { Statement } from '../config/tree.ts';
import type { Definitions } from './checks.ts';
import type { Track } from './types.ts';

const kinds: Record<string, Track['kind']> = {
  track_script: 'script',
  track_process: 'process',
  track_interface: 'interface',
  track_file: 'file',
  track_bfd: 'bfd',
};

/** What an instance or a sync group tracks: one line each, `NAME [weight N] [reverse]`. */
export function tracksOf(
  body: readonly Statement[],
  definitions: Omit<Definitions, 'groups'>,
  ofGroup: boolean,
): Track[] {
  return all(body, ...Object.keys(kinds)).flatMap((block) => {
    const kind = kinds[block.keyword] ?? 'script';
    return inside(block).map((line) => {
      const words = line.words.map(({ text }) => text);
      const at = words.indexOf('weight');
      const own = at === -1 ? NaN : Number(words[at + 1]);
      const defined = definedAs(kind, line.keyword, definitions);
      const reverse = words.includes('reverse') || (defined.reverse && !isPlain(words));
      const weight = Number.isNaN(own) ? defined.weight : own;
      return { ...placeOf(line), kind, name: line.keyword, weight, reverse, ofGroup };
    });
  });
}

/** Takes back the `reverse` of the definition: both spellings stand in keepalived.conf(5). */
function isPlain(words: string[]): boolean {
  return words.includes('noreverse') || words.includes('no_reverse');
}

function definedAs(
  kind: Track['kind'],
  name: string,
  definitions: Omit<Definitions, 'groups'>,
): { weight: number; reverse: boolean } {
  const lists = {
    script: definitions.scripts,
    process: definitions.processes,
    file: definitions.files,
    bfd: definitions.bfds,
    interface: [],
  };
  return lists[kind].find((one) => one.name === name) ?? { weight: 0, reverse: false };
}
