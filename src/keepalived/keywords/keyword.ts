import { versionOf, type Version } from '../version.ts';

/** One word that keepalived.conf may have at the start of a statement. */
export interface Keyword {
  /** The first version that surely knows it; null: all that are in use. */
  since: Version | null;
  /** The first version that does not know it any more; null: none yet. */
  until: Version | null;
  /** What stands between its braces: keywords, or lines that are none (addresses, names); null: it has no braces. */
  inside: Vocabulary | 'lines' | null;
}

/** The words of one block. */
export type Vocabulary = ReadonlyMap<string, Keyword>;

interface Lifetime {
  since?: string;
  until?: string;
}

type Entries = [string, Keyword][];

/** Statements of one line. */
export function words(list: string, lifetime: Lifetime = {}): Entries {
  return entries(list, null, lifetime);
}

/** Statements with lines between braces. */
export function lists(list: string, lifetime: Lifetime = {}): Entries {
  return entries(list, 'lines', lifetime);
}

/** Statements with others between braces. */
export function blocks(list: string, inside: Vocabulary, lifetime: Lifetime = {}): Entries {
  return entries(list, inside, lifetime);
}

export function vocabulary(...parts: Entries[]): Vocabulary {
  return new Map(parts.flat());
}

function entries(list: string, inside: Keyword['inside'], { since, until }: Lifetime): Entries {
  return list
    .trim()
    .split(/\s+/)
    .map((word) => [word, { since: versionOf(since), until: versionOf(until), inside }]);
}
