import { all, argument, inside } from '../../../keepalived/config/find.ts';
import type { Observation, PairRule } from '../../rule.ts';
import type { NodeView, PairView } from '../../view.ts';
import { counterparts, placeIn, type Declared } from './declared.ts';
import { electionProblems } from './elections.ts';
import { winnerOf } from './winner.ts';

export const groupMembersAgree: PairRule = {
  id: 'VRRP029',
  severity: 'error',
  scope: 'pair',
  title: 'the members of a sync group prefer the same node, and are tracked on the group',
  why:
    'The members of a group move together. Where one prefers the first node and one the second, each election drags the ' +
    'others along and never ends. Weights on members are ignored, so the check moves nothing; keepalived only warns.',
  fix: 'the same order of priorities for all members, and the trackers on the vrrp_sync_group',
  source: 'keepalived.conf(5), vrrp_sync_group; measured',
  check: (pair) => [
    ...ignoredWeights(pair),
    ...quarrels(pair),
    ...pair.nodes.flatMap(lonely),
    ...pair.nodes.flatMap(strangers),
  ],
};

function ignoredWeights(pair: PairView): Observation[] {
  const counted = new Set(pair.nodes.filter(countsWeights).map(({ name }) => name));
  return electionProblems(pair, 'VRRP029').filter(({ node }) => !counted.has(node ?? ''));
}

function countsWeights(node: NodeView): boolean {
  return groupsOf(node).some((group) =>
    inside(group).some(({ keyword }) =>
      ['sync_group_tracking_weight', 'global_tracking'].includes(keyword),
    ),
  );
}

function groupsOf(node: NodeView) {
  return all(node.keepalived?.statements ?? [], 'vrrp_sync_group');
}

function quarrels(pair: PairView): Observation[] {
  const preferred = new Map<string, { node: string; member: Declared }>();
  return counterparts(pair).flatMap((group) => {
    const [member] = group;
    const winner = winnerOf(group);
    if (member === undefined || winner === null || member.instance.group === null) return [];
    const before = preferred.get(member.instance.group);
    if (before === undefined) preferred.set(member.instance.group, { node: winner, member });
    if (before === undefined || before.node === winner) return [];
    return [
      {
        at: placeIn(member, 'priority'),
        node: member.node.name,
        message: `sync group ${member.instance.group}: ${before.member.instance.name} prefers ${before.node}, ${member.instance.name} prefers ${winner}: elections without end`,
      },
    ];
  });
}

function lonely(node: NodeView): Observation[] {
  const names = new Map((node.keepalived?.model.groups ?? []).map((one) => [one.name, one]));
  return groupsOf(node).flatMap((group) => {
    const members = names.get(argument(group) ?? '')?.members ?? [];
    if (members.length !== 1) return [];
    return [
      {
        at: group,
        node: node.name,
        message: `sync group ${argument(group)} on ${node.name} has one member only, ${members[0]}: nothing moves together`,
        fix: 'add the other instances of the service, or remove the group and track on the instance',
        severity: 'note' as const,
      },
    ];
  });
}

/** Members that are no instance; an instance may stand in a file that nobody gave us. */
function strangers(node: NodeView): Observation[] {
  if (node.keepalived?.isWhole !== true) return [];
  const instances = new Set(node.keepalived.model.instances.map(({ name }) => name));
  const names = new Map(node.keepalived.model.groups.map((one) => [one.name, one]));
  return groupsOf(node).flatMap((group) =>
    (names.get(argument(group) ?? '')?.members ?? [])
      .filter((member) => !instances.has(member) && !/^(\.\.\.|…|[$~].*)$/.test(member))
      .map((member) => ({
        at: group,
        node: node.name,
        message: `sync group ${argument(group)} on ${node.name} names ${member}, which is no instance: keepalived leaves it out`,
        fix: 'write the name as the vrrp_instance has it',
      })),
  );
}
