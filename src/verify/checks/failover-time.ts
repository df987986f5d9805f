import type { DrillName } from '../../core/drill.ts';
import { fastModel } from '../../keepalived/fast-model.ts';
import type { PairInstance, PairModel } from '../../keepalived/model/types.ts';
import { outageBound } from '../../keepalived/timing.ts';
import { finding } from '../finding.ts';
import type { Check } from '../view.ts';

const faults: [fault: DrillName, words: string][] = [
  ['haproxy-stopped', 'haproxy stops'],
  ['keepalived-killed', 'keepalived is killed'],
  ['power-cut', 'the holder loses power'],
];

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
  const bounds = (pair: PairModel): number[] =>
    faults.map(([fault]) => {
      const host = first?.host ?? '';
      return outageBound(pair, { fault, instance: name, victim: host, holder: host }).outageMs;
    });
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

function list(bounds: number[]): string {
  return faults
    .map(([, words], index) => `${seconds(bounds[index] ?? Infinity)} when ${words}`)
    .join(', ');
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1000).toFixed(2)} s` : 'for ever';
}
