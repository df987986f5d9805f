import type { Breach } from '../../core/breach.ts';
import type { VrrpInput } from '../rule.ts';
import { basePriority } from '../section.ts';

export function groupMembersExist({ vrrp }: VrrpInput): Breach[] {
  const known = Object.keys(vrrp.instances);
  const groupOf = new Map<string, string>();
  return Object.entries(vrrp.sync_groups).flatMap(([group, members]) => {
    const path = ['vrrp', 'sync_groups', group];
    const wrong = members.flatMap((member, index): Breach[] => {
      if (!known.includes(member)) {
        return [
          {
            path: [...path, index],
            message: `no instance \`${member}\``,
            hint: `instances: ${known.join(', ')}`,
          },
        ];
      }
      const other = groupOf.get(member);
      groupOf.set(member, other ?? group);
      if (other === undefined) return [];
      return [
        {
          path: [...path, index],
          message: `${member} is already in the sync group ${other}`,
          hint: 'an instance is in one group, once',
        },
      ];
    });
    if (wrong.length > 0 || members.length > 1) return wrong;
    return [
      {
        path,
        message: `the sync group ${group} has fewer than two instances: nothing moves together`,
        hint: 'add the other instances of the service, or remove the group',
      },
    ];
  });
}

/** Where one member wants the VIPs here and another there, each election drags the others along, without end. */
export function groupMembersAgree({ vrrp, nodes }: VrrpInput): Breach[] {
  return Object.entries(vrrp.sync_groups).flatMap(([group, members]) => {
    const found = members.flatMap((name) => {
      const instance = vrrp.instances[name];
      return instance === undefined ? [] : [{ name, instance }];
    });
    const [first, ...others] = found.map(({ name, instance }) => ({
      name,
      ranking: nodes
        .toSorted((a, b) => basePriority(instance, b) - basePriority(instance, a))
        .map((node) => node.name)
        .join(', '),
      returns: `${instance.preempt} ${instance.preempt_delay}`,
    }));
    if (first === undefined) return [];
    return others.flatMap(({ name, ranking, returns }): Breach[] => {
      const path = ['vrrp', 'instances', name];
      if (ranking !== first.ranking) {
        return [
          {
            path: [...path, 'priorities'],
            message: `in the sync group ${group} ${first.name} prefers ${first.ranking}, ${name} prefers ${ranking}: elections without end`,
            hint: 'give all members of a group the same order of priorities',
          },
        ];
      }
      if (returns === first.returns) return [];
      return [
        {
          path,
          message: `in the sync group ${group} ${name} and ${first.name} differ in \`preempt\` or \`preempt_delay\``,
          hint: 'the members move together: say the same of all',
        },
      ];
    });
  });
}

/** keepalived ignores the weights of members; a group is whole or in FAULT. */
export function groupsNeedNoWeight({ vrrp }: VrrpInput): Breach[] {
  const [group] = Object.keys(vrrp.sync_groups);
  if (group === undefined) return [];
  return Object.entries(vrrp.track)
    .filter(([, { weight }]) => weight !== 0)
    .map(([check, { weight }]) => ({
      path: ['vrrp', 'track', check, 'weight'],
      message: `weight ${weight} with the sync group ${group}: the priorities of its members must not drift apart`,
      hint: 'leave the weight out (0: a failure means FAULT, and the whole group moves)',
    }));
}
