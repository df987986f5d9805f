import type { PairDrill } from '../../core/drill.ts';
import { fastModel } from '../../keepalived/fast-model.ts';
import type { PairInstance, PairModel } from '../../keepalived/model/types.ts';
import { outageBound } from '../../keepalived/timing.ts';
import { serviceBehind } from '../../keepalived/timing/guarded.ts';
import { sideOf } from '../../keepalived/timing/sides.ts';
import { finding } from '../finding.ts';
import type { Check } from '../view.ts';

type Fault = [fault: PairDrill, words: string];

function faultsOn(model: PairModel, instance: string, host: string): Fault[] {
  const side = sideOf(model, instance, host);
  const service = side === null ? null : serviceBehind(side.node, side.instance);
  const stopped: Fault[] = service === null ? [] : [[`${service}-stopped`, `${service} stops`]];
  return [
    ...stopped,
    ['keepalived-killed', 'keepalived is killed'],
    ['power-cut', 'the holder loses power'],
  ];
}

/** From here on a person may want to hear of `vrrp.profile: fast`. */
const LONG_MS = 1_000;

/** TIM001: how long each fault may silence a VIP, as it is configured now, and what the fast profile would make of it. */
export const failoverTime: Check = {
  id: 'failover-time',
  needs: ['configs', 'keepalived'],
  check({ model, pair }) {
    return pair.length < 2 ? [] : model.instances.map((instance) => ofInstance(model, instance));
  },
};

function ofInstance(model: PairModel, { name, on }: PairInstance) {
  const [first] = [...on].sort((a, b) => b.instance.priority - a.instance.priority);
  const host = first?.host ?? '';
  const faults = faultsOn(model, name, host);
  const bounds = (pair: PairModel): number[] =>
    faults.map(
      ([fault]) =>
        outageBound(pair, { fault, instance: name, victim: host, holder: host }).outageMs,
    );
  const list = (all: number[]): string =>
    faults.map(([, words], index) => `${seconds(all[index] ?? Infinity)} when ${words}`).join(', ');
  const now = bounds(model);
  const gain = now.some((ms) => ms > LONG_MS)
    ? `; with vrrp.profile: fast ${list(bounds(fastModel(model)))}`
    : '';
  return finding({
    id: 'failover-time',
    title: `${name} fails over in a known time`,
    problems: [],
    detail: `silent at most ${list(now)}${gain}`,
    advice: 'prove it: hadeploy verify --failover',
  });
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1000).toFixed(2)} s` : 'for ever';
}
