import { placeOf } from '../../core/place.ts';
import { all, inside } from '../config/find.ts';
import type { Statement } from '../config/tree.ts';
import type { Definitions } from './checks.ts';
import type { Track } from './types.ts';

/** What a tracker takes over from its definition. */
interface Defined {
  weight: number;
  reverse: boolean;
}

export type FindTracked = (kind: Track['kind'], name: string) => Defined | undefined;

/** By kind and name; of several with one name the first. There may be thousands, and each is asked for often. */
export function trackedIn(definitions: Definitions): FindTracked {
  const lists: Record<Track['kind'], ReadonlyMap<string, Defined>> = {
    script: byName(definitions.scripts),
    process: byName(definitions.processes),
    file: byName(definitions.files),
    bfd: byName(definitions.bfds),
    interface: new Map(),
  };
  return (kind, name) => lists[kind].get(name);
}

function byName<Named extends { name: string }>(all: readonly Named[]): Map<string, Named> {
  return new Map(all.map((one) => [one.name, one] as const).reverse());
}

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
  tracked: FindTracked,
  ofGroup: boolean,
): Track[] {
  return all(body, ...Object.keys(kinds)).flatMap((block) => {
    const kind = kinds[block.keyword] ?? 'script';
    return inside(block).map((line) => {
      const words = line.words.map(({ text }) => text);
      const at = words.indexOf('weight');
      const own = at === -1 ? NaN : Number(words[at + 1]);
      const defined = tracked(kind, line.keyword) ?? { weight: 0, reverse: false };
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
