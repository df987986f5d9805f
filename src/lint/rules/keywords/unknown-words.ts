import { placeOf } from '../../../core/place.ts';
import { argument } from '../../../keepalived/config/find.ts';
import { isAtLeast, type Version } from '../../../keepalived/version.ts';
import { nearest } from '../../../core/nearest.ts';
import type { Observation } from '../../rule.ts';
import { homes, type Placed } from './placed.ts';

/** A file that is none of keepalived's must not cost an hour of guessing. */
const MOST_GUESSES = 100;

/** The oldest version that is in use: what it does not know any more is gone for all. */
const OLDEST: Version = [1, 3];

/** Words that no version knows there, or not the one of the node (null: not known). */
export function unknownWords(all: readonly Placed[], version: Version | null): Observation[] {
  const instances = new Set(
    all.map(({ statement }) =>
      statement.keyword === 'vrrp_instance' ? argument(statement) : null,
    ),
  );
  let guesses = 0;
  return all.flatMap((one): Observation[] => {
    if (one.keyword !== null) return outOfTime(one, version);
    if (one.block === 'vrrp_sync_group' && instances.has(one.statement.keyword)) {
      return [bareMember(one)];
    }
    guesses += 1;
    return [unknown(one, guesses <= MOST_GUESSES)];
  });
}

/** How very old samples have it. */
function bareMember({ statement }: Placed): Observation {
  return {
    at: placeOf(statement),
    severity: 'warning',
    message: `${statement.keyword} stands outside of group { }: keepalived does not count it as a member of the group`,
    fix: `write group { on a line, then ${statement.keyword} and the other members, then }`,
  };
}

function unknown({ statement, block, known }: Placed, mayGuess: boolean): Observation {
  const at = placeOf(statement);
  const word = shown(statement.keyword);
  const others = homes.get(statement.keyword);
  if (others !== undefined) {
    return {
      at,
      message: `${word} does not belong ${whereOf(block)}: keepalived ignores it there`,
      fix: `move it: it belongs ${others.slice(0, 3).map(whereOf).join(' or ')}. If it stands where it should, a brace before it is missing or too many`,
    };
  }
  const meant = mayGuess ? nearest(statement.keyword, known.keys()) : null;
  return {
    at,
    message: `keepalived does not know ${word} ${whereOf(block)}: it ignores the statement${statement.block === null ? '' : ' and all that stands in its braces'}`,
    fix:
      meant === null
        ? 'remove it, or look for the right word in keepalived.conf(5)'
        : `write ${meant}`,
  };
}

function outOfTime({ statement, keyword }: Placed, version: Version | null): Observation[] {
  const { since = null, until = null } = keyword ?? {};
  const at = placeOf(statement);
  const word = shown(statement.keyword);
  if (since !== null && isAtLeast(version, since) === false) {
    return [
      {
        at,
        message: `keepalived ${textOf(version)} does not know ${word} yet: it ignores the statement`,
        fix: `remove it, or install keepalived ${textOf(since)} or newer`,
      },
    ];
  }
  if (until !== null && isAtLeast(version ?? OLDEST, until) === true) {
    return [
      {
        at,
        severity: 'warning',
        message: `keepalived ${textOf(until)} and newer do not know ${word} any more: they ignore the statement`,
        fix: 'remove it',
      },
    ];
  }
  return [];
}

function textOf(version: Version | null): string {
  return (version ?? []).join('.');
}

function whereOf(block: string | null): string {
  return block === null ? 'outside of all blocks' : `in ${block}`;
}

/** Words of a file may be long, and hold signs that nobody sees. */
function shown(word: string): string {
  return JSON.stringify(word.length > 60 ? `${word.slice(0, 60)}…` : word);
}
