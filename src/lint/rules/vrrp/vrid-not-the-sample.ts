import type { NodeRule } from '../../rule.ts';
import { called, declaredOn, placeIn } from './declared.ts';

/** What samples and write-ups use, and what appliances begin with. */
const SAMPLES = [1, 50, 51, 52];

export const vridNotTheSample: NodeRule = {
  id: 'VRRP003',
  severity: 'note',
  scope: 'node',
  title: 'a VRID is not the one of the sample configurations',
  why:
    'VRIDs 1 and 50 to 52 are copied from samples, so the next pair that somebody builds on the segment is likely to ' +
    'have the same. keepalived sees the other one only once both run.',
  fix: 'take VRIDs from a list that is kept for the segment',
  source: 'what write-ups and the sample configuration use',
  check: (node) =>
    declaredOn(node)
      .filter(({ instance }) => SAMPLES.includes(instance.vrid ?? 0))
      .map((one) => ({
        at: placeIn(one, 'virtual_router_id'),
        message: `${called(one)} has VRID ${one.instance.vrid}, as the samples have`,
      })),
};
