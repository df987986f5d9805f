import { canonical } from '../core/address.ts';
import type { InstanceModel, Vip } from '../keepalived/model/types.ts';
import type { FoundVips } from './instance-vips.ts';
import type { AdoptedNode, AdoptedPair } from './pair.ts';

/** A node that has an instance. */
export interface FoundOn {
  node: AdoptedNode;
  model: InstanceModel;
}

/** What the inventory does not say of an instance, or says otherwise than the files. Pure. */
export function notesOn(
  name: string,
  given: {
    pair: AdoptedPair;
    on: FoundOn[];
    priorities: Record<string, number>;
    unsaid: FoundVips['unsaid'];
  },
): string[] {
  const { pair, on, priorities, unsaid } = given;
  const [first, second] = on;
  const notes = unsaid.map(
    ({ address, why }) => `the VIP ${address} of ${name} is not in the inventory: it ${why}`,
  );
  if (first === undefined) return notes;
  if (second === undefined) return [...notes, `${name} is on ${first.node.name} only`];
  notes.push(...vipsOfOne(name, first, second));
  if (on.some(({ node, model }) => priorities[node.name] !== model.priority)) {
    const shown = pair.map((node) => `${node.name} ${priorities[node.name]}`).join(', ');
    notes.push(
      `the priorities of ${name} stand in the inventory as ${shown}: there each node has one of its own, from 1 to 254`,
    );
  }
  if (first.model.interface !== second.model.interface) {
    notes.push(
      `${name} is on ${first.model.interface} of ${first.node.name}, on ${second.model.interface} of ${second.node.name}: the inventory names the first`,
    );
  }
  return notes;
}

/** Both nodes should have the same; the inventory names those of the first. */
function vipsOfOne(name: string, first: FoundOn, second: FoundOn): string[] {
  return [
    ...missing(second, first).map(
      ({ address }) => `the VIP ${address} of ${name} is on ${first.node.name} only`,
    ),
    ...missing(first, second).map(
      ({ address }) =>
        `the VIP ${address} of ${name} is not in the inventory: it is on ${second.node.name} only`,
    ),
  ];
}

/** Those of the one node that the other does not have. */
function missing(where: FoundOn, there: FoundOn): Vip[] {
  const known = new Set(allVips(where).map(({ address }) => canonical(address)));
  return allVips(there).filter(({ address }) => !known.has(canonical(address)));
}

function allVips({ model }: FoundOn): Vip[] {
  return [...model.vips, ...model.excludedVips];
}
