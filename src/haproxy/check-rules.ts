import type { Breach } from '../core/breach.ts';
import type { HaproxyInput } from './rules.ts';
import type { HaproxyServers, HaproxySection } from './section.ts';

/** What backends and listeners say of the checks of their servers. */
export const checkRules = [oneKindOfCheck, statusNeedsRequest];

interface Checked {
  path: string[];
  of: HaproxyServers;
}

function checkedIn(haproxy: HaproxySection): Checked[] {
  return (['backends', 'listeners'] as const).flatMap((kind) =>
    Object.entries(haproxy[kind]).map(([name, of]) => ({
      path: ['haproxy', kind, name],
      of,
    })),
  );
}

/** Of two `option …chk` haproxy takes the last, without a word. */
function oneKindOfCheck({ haproxy }: Pick<HaproxyInput, 'haproxy'>): Breach[] {
  return checkedIn(haproxy)
    .filter(({ of }) => of.httpchk !== undefined && of.tcp_check !== undefined)
    .map(({ path }) => ({
      path: [...path, 'tcp_check'],
      message: 'servers are checked by `httpchk` or by `tcp_check`, not by both',
      hint: 'remove one of them',
    }));
}

function statusNeedsRequest({ haproxy }: Pick<HaproxyInput, 'haproxy'>): Breach[] {
  return checkedIn(haproxy).flatMap(({ path, of }) =>
    (['httpchk_status', 'httpchk_host'] as const)
      .filter((key) => of.httpchk === undefined && of[key] !== undefined)
      .map((key) => ({
        path: [...path, key],
        message: `\`${key}\` is about a request that nobody makes`,
        hint: 'name the path to ask for: `httpchk: /healthz`',
      })),
  );
}
