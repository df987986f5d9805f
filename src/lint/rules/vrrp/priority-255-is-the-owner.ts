import { isSameAddress } from '../../address.ts';
import type { Observation, PairRule } from '../../rule.ts';
import { addressesOf } from '../../view.ts';
import { called, counterparts, placeIn, type Declared } from './declared.ts';

const OWNER = 255;

export const priority255IsTheOwner: PairRule = {
  id: 'VRRP033',
  severity: 'warning',
  scope: 'pair',
  title: 'priority 255 is of the node that owns the address, and of one node only',
  why:
    'Priority 255 says that the address is the own one of the node. It becomes master at once, before it hears the other, ' +
    'and no check changes the priority, so a failing check with a weight moves nothing.',
  fix: 'a priority from 1 to 254',
  source: 'RFC 5798, section 6.1; measured',
  check: (pair) => counterparts(pair).flatMap(wronglyOwned),
};

function wronglyOwned(group: Declared[]): Observation[] {
  const owners = group.filter(({ instance }) => instance.priority === OWNER);
  if (owners.length > 1) {
    const nodes = owners.map(({ node }) => node.name).join(' and ');
    return owners.map((one) => ({
      at: placeIn(one, 'priority'),
      node: one.node.name,
      message: `${one.instance.name} has priority 255 on ${nodes}: both will be master`,
      severity: 'error' as const,
    }));
  }
  return owners
    .filter((one) => !owns(one))
    .map((one) => ({
      at: placeIn(one, 'priority'),
      node: one.node.name,
      message: `${called(one)} has priority 255, as if its VIPs were the own addresses of ${one.node.name}`,
    }));
}

function owns({ node, instance }: Declared): boolean {
  return addressesOf(instance).some((vip) =>
    node.node.addresses.some((address) => isSameAddress(address, vip)),
  );
}
