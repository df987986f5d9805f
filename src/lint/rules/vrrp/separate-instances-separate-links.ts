import { isHost, networkOf } from '../../address.ts';
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
    const twinOf = finderOf(all.filter(({ instance }) => INNER.test(instance.name)));
    return all
      .filter(({ instance }) => OUTER.test(instance.name) && !INNER.test(instance.name))
      .flatMap((outer) => {
        const twin = twinOf(outer);
        if (twin === null) return [];
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

/** Which of some instances another one shares interface and network with, if any. All are read once. */
function finderOf(some: readonly Declared[]): (other: Declared) => Declared | null {
  const known = new Map<string, Declared>();
  const lengths = new Set<number>();
  for (const one of some) {
    const [vip] = one.instance.vips;
    if (vip === undefined) continue;
    const prefixLength = isHost(vip) ? 24 : vip.prefixLength;
    const key = keyOf(one, prefixLength);
    if (key === null) continue;
    lengths.add(prefixLength);
    if (!known.has(key)) known.set(key, one);
  }
  return (other) => {
    for (const length of lengths) {
      const twin = known.get(keyOf(other, length) ?? '');
      if (twin !== undefined) return twin;
    }
    return null;
  };
}

/** The interface, and the network that the first VIP would be of. */
function keyOf({ instance }: Declared, prefixLength: number): string | null {
  const [vip] = instance.vips;
  if (instance.interface === null || vip === undefined) return null;
  const network = networkOf({ address: vip.address, prefixLength });
  return network === null ? null : `${network} ${instance.interface}`;
}
