import { posix } from 'node:path';
import type { Place } from '../../../core/place.ts';
import type { ScriptModel, Track } from '../../../keepalived/model/types.ts';
import type { Observation, PairRule } from '../../rule.ts';
import { partners, type Owned } from '../../view.ts';
import { isWhole, placeOfSetting, seconds } from './named.ts';
import { scriptsThatDiffer } from './scripts-that-differ.ts';

interface Tracked extends Place {
  track: Track;
  script: ScriptModel | null;
}

export const trackersMatchOnPair: PairRule = {
  id: 'SCR002',
  severity: 'warning',
  scope: 'pair',
  title: 'an instance tracks the same on both nodes, with the same script',
  why:
    'A check that only one node has does not see the other one fail, and weights that differ decide elections that ' +
    'nobody has planned. keepalived judges one file at a time and sees nothing.',
  fix: 'the same vrrp_script, track_script and script file on both nodes',
  source: 'known in the field',
  check: (pair) => {
    const whole = new Set(pair.nodes.filter(isWhole));
    return [
      ...partners(pair)
        .map((group) => group.filter(({ node }) => whole.has(node)))
        .flatMap(([first, ...others]) =>
          first === undefined ? [] : others.flatMap((other) => compared(first, other)),
        ),
      ...scriptsThatDiffer(pair.nodes),
    ];
  },
};

function compared(first: Owned, other: Owned): Observation[] {
  const left = trackedBy(first);
  const right = trackedBy(other);
  const counterpartOf = finderIn(right);
  const couples = left.map((one) => [one, counterpartOf(one)] as const);
  const met = new Set(couples.map(([, two]) => two));
  return [
    ...couples.flatMap(([one, two]) =>
      two === null ? [lonely(one, first, other)] : differences(one, two, first, other),
    ),
    ...right.filter((two) => !met.has(two)).map((two) => lonely(two, other, first)),
  ];
}

/** Interfaces have other names on other machines. */
function trackedBy({ node, instance }: Owned): Tracked[] {
  return instance.tracks
    .filter(({ kind }) => kind !== 'interface')
    .map((track) => ({
      ...track,
      track,
      script:
        track.kind === 'script' ? (node.keepalived?.checks.get(track.name)?.model ?? null) : null,
    }));
}

/** Of the same name, else of another name with the same program. */
function finderIn(others: Tracked[]): (one: Tracked) => Tracked | null {
  const nameOf = ({ track }: Tracked): string => `${track.kind} ${track.name}`;
  const inOrder = [...others].reverse();
  const byName = new Map(inOrder.map((other) => [nameOf(other), other]));
  const byProgram = new Map(inOrder.map((other) => [programOf(other), other]));
  byProgram.delete(null);
  return (one) => byName.get(nameOf(one)) ?? byProgram.get(programOf(one)) ?? null;
}

function programOf({ script }: Tracked): string | null {
  return script === null ? null : posix.basename(script.path);
}

function lonely({ track }: Tracked, has: Owned, lacks: Owned): Observation {
  return {
    at: lacks.instance,
    node: lacks.node.name,
    severity: 'error',
    message: `${has.instance.name} on ${has.node.name} tracks ${track.name}, ${lacks.instance.name} on ${lacks.node.name} does not`,
  };
}

function differences(one: Tracked, two: Tracked, first: Owned, other: Owned): Observation[] {
  const told = (
    what: string,
    [left, right]: [string, string],
    place: () => Place,
  ): Observation[] =>
    left === right
      ? []
      : [
          {
            at: place(),
            node: other.node.name,
            message: `${two.track.name} has ${what} ${left} on ${first.node.name}, ${right} on ${other.node.name}`,
          },
        ];
  const weight = ({ track }: Tracked) => `${track.weight}${track.reverse ? ' reverse' : ''}`;
  const [left, right] = [one.script, two.script];
  return [
    ...told('weight', [weight(one), weight(two)], () => two.track),
    ...(left === null || right === null
      ? []
      : settings.flatMap(([keyword, value]) =>
          told(keyword, [value(left), value(right)], () =>
            placeOfSetting(other.node, right, keyword),
          ),
        )),
  ];
}

const settings: [keyword: string, value: (of: ScriptModel) => string][] = [
  ['script', ({ command }) => command],
  ['interval', ({ intervalMs }) => seconds(intervalMs)],
  [
    'timeout',
    ({ timeoutMs, intervalMs }) => (timeoutMs === intervalMs ? 'the interval' : seconds(timeoutMs)),
  ],
  ['fall', ({ fall }) => String(fall)],
  ['rise', ({ rise }) => String(rise)],
];
