import type { PairDrill } from '../../../core/drill.ts';
import { outageBound } from '../../../keepalived/timing.ts';
import { serviceBehind } from '../../../keepalived/timing/guarded.ts';
import { sideOf } from '../../../keepalived/timing/sides.ts';
import type { PairInstance, PairModel } from '../../../keepalived/model/types.ts';
import type { Observation, PairRule } from '../../rule.ts';

/** Clients and their pools give up at about this time. */
const TARGET_MS = 10_000;

/** Nobody tracks more; a file that does is no keepalived.conf. */
const MOST_TRACKS = 50;

export const takeoverIsQuick: PairRule = {
  id: 'TIM001',
  severity: 'warning',
  scope: 'pair',
  title: 'a VIP is back within ten seconds of any fault',
  why:
    'How long a VIP is silent follows from the intervals, the fall of the checks, the weights and the priorities of both ' +
    'nodes together. No daemon adds them up, and each value by itself looks harmless.',
  fix: 'a shorter interval and a smaller fall of the check, weight 0, advert_int 1 or less; hadeploy verify shows every term',
  source: 'keepalived.conf(5); RFC 3768 and 5798; measured',
  check: ({ model }) =>
    model.instances
      .filter(({ on }) => on.every(({ instance }) => instance.tracks.length <= MOST_TRACKS))
      .flatMap((one) => slowFaults(withOnly(one, model), one)),
};

/** The bound looks instances up by their names: of a thousand it need not ask. */
function withOnly(one: PairInstance, model: PairModel): PairModel {
  const nodes = model.nodes.map((node) => ({
    ...node,
    instances: one.on.filter(({ host }) => host === node.host).map(({ instance }) => instance),
  }));
  return { nodes, instances: [one] };
}

function slowFaults(model: PairModel, { name, on }: PairInstance): Observation[] {
  const [first, second] = [...on].sort((a, b) => b.instance.priority - a.instance.priority);
  if (first === undefined || second === undefined) return [];
  const { host } = first;
  const side = sideOf(model, name, host);
  const service = side === null ? null : serviceBehind(side.node, side.instance);
  const stopped: [PairDrill, string][] =
    service === null ? [] : [[`${service}-stopped`, `${service} stops`]];
  const faults: [PairDrill, string][] = [...stopped, ['power-cut', 'the holder loses power']];
  return faults.flatMap(([fault, words]) => {
    const { outageMs, terms } = outageBound(model, {
      fault,
      instance: name,
      victim: host,
      holder: host,
    });
    // What never ends has rules of its own.
    if (!Number.isFinite(outageMs) || outageMs <= TARGET_MS) return [];
    const [longest] = [...terms].sort((a, b) => b.ms - a.ms);
    return [
      {
        at: first.instance,
        node: host,
        message: `${name} is silent for up to ${seconds(outageMs)} when ${words}; ${seconds(longest?.ms ?? 0)} of it: ${longest?.what ?? ''}`,
      },
    ];
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
