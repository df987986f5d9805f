import { isIP } from 'node:net';
import type { InstanceModel } from '../keepalived/model/types.ts';
import { canonical } from '../core/address.ts';
import { interfaceName } from '../keepalived/section/address.ts';
import { name as nameSchema } from '../core/schema.ts';
import { notesOn, type FoundOn } from './instance-notes.ts';
import { vipsFor, type Collides, type FoundVips } from './instance-vips.ts';
import type { AdoptedPair } from './pair.ts';

/** A VRRP instance that the inventory can say something of. */
export interface FoundInstance {
  name: string;
  /** Of the first node that has it. */
  model: InstanceModel;
  interface: string;
  vips: FoundVips['vips'];
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
    const on = nodesWith(name, pair);
    const [first] = on;
    if (first === undefined) continue;
    const addresses = vipsFor(first.node, first.model, collisions(instances, pair));
    const found = instanceOf(first.model, addresses);
    const why = 'why' in found ? found.why : collision(found, instances);
    if ('why' in found || why !== null) {
      notes.push(`${name} is not in the inventory: ${why}`);
      continue;
    }
    const given = Object.fromEntries(
      pair.map((node): [string, number] => [
        node.name,
        on.find((one) => one.node === node)?.model.priority ?? 0,
      ]),
    );
    const priorities = ranked(given);
    notes.push(...notesOn(name, { pair, on, priorities, unsaid: addresses.unsaid }));
    instances.push({ ...found, priorities });
  }
  return { instances, notes };
}

/** With the first instance of that name on each. */
function nodesWith(name: string, pair: AdoptedPair): FoundOn[] {
  return pair.flatMap((node) =>
    node.keepalived.model.instances
      .filter((one) => one.name === name)
      .slice(0, 1)
      .map((model) => ({ node, model })),
  );
}

function instanceOf(
  model: InstanceModel,
  { vips, unsaid }: FoundVips,
): Omit<FoundInstance, 'priorities'> | { why: string } {
  const { name } = model;
  const [first] = model.vips;
  if (!nameSchema('an instance').safeParse(name).success) {
    return { why: 'a name there begins with a letter and has no blanks' };
  }
  if (first === undefined) return { why: 'it has no VIP' };
  if (!vips.some(({ address }) => model.vips.some((vip) => vip.address === address))) {
    return { why: `its VIP ${first.address} ${unsaid[0]?.why}` };
  }
  if (model.vrid === null || model.vrid < 1 || model.vrid > 255) return { why: 'it has no VRID' };
  if (!interfaceName.safeParse(model.interface).success || model.interface === null) {
    return { why: 'it names no interface' };
  }
  return { name, model, interface: model.interface, vips };
}

/** What an inventory refuses to hold; the files may, and lint says what comes of it. */
function collisions(known: readonly FoundInstance[], pair: AdoptedPair): Collides {
  const owners = new Map([
    ...pair.map((node): [string, string] => [
      canonical(node.address),
      `is the address of ${node.name}`,
    ]),
    ...known.flatMap(({ name, vips }) =>
      vips.map(({ address }): [string, string] => [canonical(address), `is also a VIP of ${name}`]),
    ),
  ]);
  return (address) => owners.get(canonical(address)) ?? null;
}

function collision(
  { model, ...found }: Omit<FoundInstance, 'priorities'>,
  known: readonly FoundInstance[],
): string | null {
  const family = ({ vips }: Pick<FoundInstance, 'vips'>): number => isIP(vips[0]?.address ?? '');
  const twin = known.find(
    (one) =>
      one.model.vrid === model.vrid &&
      one.interface === found.interface &&
      family(one) === family(found),
  );
  return twin ? `its VRID ${model.vrid} is also the VRID of ${twin.name}` : null;
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
