import { isHost, isWithin } from '../../address.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn, type Declared } from './declared.ts';

export const separateInstancesSeparateLinks: NodeRule = {
  id: 'VRRP051',
  severity: 'note',
  scope: 'node',
  title: 'a public and an internal instance are on different interfaces',
  why:
    'Instances whose names say that they are of two networks, on one interface and in one network, fail together: the ' +
    'second adds nothing, or its interface is a mistake of copying.',
  fix: 'the interface of the other network, or one instance with both VIPs',
  source: 'a write-up of a production pair',
  check(node) {
    const all = declaredOn(node);
    const inner = all.filter(({ instance }) => INNER.test(instance.name));
    return all
      .filter(({ instance }) => OUTER.test(instance.name) && !INNER.test(instance.name))
      .flatMap((outer) => {
        const twin = inner.find((one) => areTogether(one, outer));
        if (twin === undefined) return [];
        return [
          {
            at: outer.instance,
            message: `${outer.instance.name} and ${twin.instance.name} on ${node.name} are both on ${outer.instance.interface}, in one network`,
          },
        ];
      });
  },
};

const OUTER = /public|extern|outside/i;
const INNER = /privat|intern|inside/i;

function areTogether({ instance: one }: Declared, { instance: other }: Declared): boolean {
  if (one.interface === null || one.interface !== other.interface) return false;
  const [a, b] = [one.vips[0], other.vips[0]];
  if (a === undefined || b === undefined) return false;
  const network = isHost(a) ? { ...a, prefixLength: 24 } : a;
  return isWithin(b.address, network);
}
