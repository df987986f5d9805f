import type { NodeRule } from '../../rule.ts';
import { placeOfSetting } from './named.ts';

export const faultNeedsTwoFailures: NodeRule = {
  id: 'SCR011',
  severity: 'note',
  scope: 'node',
  title: 'one failed run does not make a fault',
  why:
    'With weight 0 a failing check puts the instance in FAULT and moves the VIP. With fall 1 (the default) one slow ' +
    'answer is enough, and with rise 1 the next run takes it back: all connections are reset twice.',
  fix: 'fall 2 and rise 2, or 3 of each',
  source: 'keepalived.conf(5), fall and rise',
  check: (node) => {
    const model = node.keepalived?.model;
    const faults = new Set(
      [...(model?.instances ?? []), ...(model?.groups ?? [])]
        .flatMap(({ tracks }) => tracks)
        .filter(({ kind, weight }) => kind === 'script' && weight === 0)
        .map(({ name }) => name),
    );
    return (model?.scripts ?? [])
      .filter(({ name, fall }) => fall === 1 && faults.has(name))
      .map((one) => ({
        at: placeOfSetting(node, one, 'fall'),
        message: `${one.name} on ${node.name} has weight 0 and fall 1: one failed run moves the VIP`,
      }));
  },
};
