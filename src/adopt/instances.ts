import { isIP } from 'node:net';
import type { InstanceModel, Vip } from '../keepalived/model/types.ts';
import { canonical } from '../core/address.ts';
import { interfaceName } from '../keepalived/section/address.ts';
import { name as nameSchema } from '../core/schema.ts';
import type { AdoptedPair } from './pair.ts';

/** A VRRP instance that the inventory can say something of. */
export interface FoundInstance {
  name: string;
  /** Of the first node that has it. */
  model: InstanceModel;
  interface: string;
  vip: Vip;
  /** By host; different for each, as the inventory demands. */
  priorities: Record<string, number>;
}

export interface FoundInstances {
  instances: FoundInstance[];
  /** What the inventory does not say, or says otherwise than the files. */
  notes: string[];
}

/** The instances of both nodes, as far as an inventory has words for them. Pure. */
export function instancesFor(pair: AdoptedPair): FoundInstances {
  const notes: string[] = [];
  const instances: FoundInstance[] = [];
  const names = pair.flatMap(({ keepalived }) =>
    keepalived.model.instances.map(({ name }) => name),
  );
  for (const name of new Set(names)) {
    const on = pair.flatMap((node) =>
      node.keepalived.model.instances
        .filter((one) => one.name === name)
        .slice(0, 1)
        .map((model) => ({ host: node.name, model })),
    );
    const [first] = on;
    if (first === undefined) continue;
    const found = instanceOf(name, first.model);
    const why = 'why' in found ? found.why : collision(found, instances, pair);
    if ('why' in found || why !== null) {
      notes.push(`${name} is not in the inventory: ${why}`);
      continue;
    }
    const given = Object.fromEntries(
      pair.map((node): [string, number] => [
        node.name,
        on.find(({ host }) => host === node.name)?.model.priority ?? 0,
      ]),
    );
    const priorities = ranked(given);
    notes.push(...notesOn(name, { pair, on, priorities }));
    instances.push({ ...found, priorities });
  }
  return { instances, notes };
}

function instanceOf(
  name: string,
  model: InstanceModel,
): Omit<FoundInstance, 'priorities'> | { why: string } {
  const [vip] = model.vips;
  if (!nameSchema('an instance').safeParse(name).success) {
    return { why: 'a name there begins with a letter and has no blanks' };
  }
  if (vip === undefined) return { why: 'it has no VIP' };
  const bits = isIP(vip.address) === 6 ? 128 : 32;
  const fits =
    Number.isInteger(vip.prefixLength) && vip.prefixLength >= 1 && vip.prefixLength <= bits;
  if (!fits || vip.address.includes('%'))
    return { why: 'its first VIP is no address with a prefix' };
  if (model.vrid === null || model.vrid < 1 || model.vrid > 255) return { why: 'it has no VRID' };
  if (!interfaceName.safeParse(model.interface).success || model.interface === null) {
    return { why: 'it names no interface' };
  }
  return { name, model, interface: model.interface, vip };
}

/** What an inventory refuses to hold; the files may, and lint says what comes of it. */
function collision(
  { model, vip, ...found }: Omit<FoundInstance, 'priorities'>,
  known: FoundInstance[],
  pair: AdoptedPair,
): string | null {
  const address = canonical(vip.address);
  const same = known.find((one) => canonical(one.vip.address) === address);
  if (same) return `its VIP ${vip.address} is also the VIP of ${same.name}`;
  const twin = known.find(
    (one) =>
      one.model.vrid === model.vrid &&
      one.interface === found.interface &&
      isIP(one.vip.address) === isIP(vip.address),
  );
  if (twin) return `its VRID ${model.vrid} is also the VRID of ${twin.name}`;
  const owner = pair.find((node) => canonical(node.address) === address);
  return owner ? `its VIP ${vip.address} is the address of ${owner.name}` : null;
}

/** Of equal ones the first node's stays the higher. */
function ranked(given: Record<string, number>): Record<string, number> {
  const [[first, high] = ['', 0], [second, low] = ['', 0]] = Object.entries(given);
  const [a, b] = [within(high), within(low)];
  if (a !== b) return { [first]: a, [second]: b };
  return a === 1 ? { [first]: 2, [second]: 1 } : { [first]: a, [second]: a - 1 };
}

function within(priority: number): number {
  return Math.min(254, Math.max(1, priority));
}

function notesOn(
  name: string,
  given: {
    pair: AdoptedPair;
    on: { host: string; model: InstanceModel }[];
    priorities: Record<string, number>;
  },
): string[] {
  const { pair, on, priorities } = given;
  const [first, second] = on;
  const notes: string[] = [];
  if (first && second === undefined) notes.push(`${name} is on ${first.host} only`);
  const others = first?.model.vips.slice(1).map(({ address }) => address) ?? [];
  if (others.length > 0) {
    notes.push(
      `${name} has more VIPs than the one that the inventory names: ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} in keepalived.conf only`,
    );
  }
  const differing = on.filter(({ host, model }) => priorities[host] !== model.priority);
  if (second && differing.length > 0) {
    const shown = pair.map((node) => `${node.name} ${priorities[node.name]}`).join(', ');
    notes.push(
      `the priorities of ${name} stand in the inventory as ${shown}: there each node has one of its own, from 1 to 254`,
    );
  }
  if (second && first?.model.interface !== second.model.interface) {
    notes.push(
      `${name} is on ${first?.model.interface} of ${first?.host}, on ${second.model.interface} of ${second.host}: the inventory names the first`,
    );
  }
  return notes;
}
