import type { Breach } from '../core/breach.ts';
import { longestFastInterval, profiles } from './profile.ts';
import type { VrrpInput, VrrpRule } from './rule.ts';
import { returnsFit } from './rules/returns.ts';
import { groupMembersAgree, groupMembersExist, groupsNeedNoWeight } from './rules/sync-groups.ts';
import {
  addressesAreWhole,
  addressesDiffer,
  unicastAddressesFit,
  unicastHasPeers,
} from './rules/unicast.ts';
import { labelsFit, vipsAreNoNodeAddress, vipsDiffer, vridsDiffer } from './rules/vips.ts';
import { basePriority, type TrackScript } from './section.ts';
import { familyOf } from './section/address.ts';

export const vrrpRules: VrrpRule[] = [
  vridsDiffer,
  vipsDiffer,
  vipsAreNoNodeAddress,
  labelsFit,
  unicastHasPeers,
  addressesAreWhole,
  addressesDiffer,
  unicastAddressesFit,
  groupMembersExist,
  groupMembersAgree,
  groupsNeedNoWeight,
  priorityHostsExist,
  prioritiesDiffer,
  weightFlipsElection,
  preemptGoesWithWeight,
  returnsFit,
  versionFitsTimersAndAuth,
  timersFitProfile,
  checksFitProfile,
  serversAreRanked,
];

function priorityHostsExist({ vrrp, nodes }: VrrpInput): Breach[] {
  const known = nodes.map((node) => node.name);
  return Object.entries(vrrp.instances).flatMap(([name, instance]) =>
    Object.keys(instance.priorities ?? {})
      .filter((host) => !known.includes(host))
      .map((host) => ({
        path: ['vrrp', 'instances', name, 'priorities', host],
        message: `no host \`${host}\` in this cluster`,
        hint: `hosts: ${known.join(', ')}`,
      })),
  );
}

function prioritiesDiffer({ vrrp, nodes }: VrrpInput): Breach[] {
  return Object.entries(vrrp.instances).flatMap(([name, instance]) => {
    const seen = new Map<number, string>();
    return nodes.flatMap((node) => {
      const priority = basePriority(instance, node);
      const other = seen.get(priority);
      seen.set(priority, other ?? node.name);
      if (other === undefined) return [];
      const own = instance.priorities?.[node.name] !== undefined;
      return [
        {
          path: own
            ? ['vrrp', 'instances', name, 'priorities', node.name]
            : ['hosts', node.name, 'priority'],
          message: `${node.name} has the same priority ${priority} as ${other} for ${name}`,
          hint: 'equal priorities make two masters at start: give one node 100, the other 90',
        },
      ];
    });
  });
}

/** domain: the node that wins while all is well must lose while its check alone fails. */
function weightFlipsElection({ vrrp, nodes }: VrrpInput): Breach[] {
  if (nodes.length < 2) return [];
  return Object.entries(vrrp.track).flatMap(([check, script]) =>
    script.weight === 0 ? [] : stuckInstances({ vrrp, nodes }, check, script),
  );
}

function stuckInstances({ vrrp, nodes }: VrrpInput, check: string, script: TrackScript): Breach[] {
  const others = sum(
    Object.entries(vrrp.track)
      .filter(([name]) => name !== check)
      .map(([, other]) => Math.max(0, other.weight)),
  );
  for (const [name, instance] of Object.entries(vrrp.instances)) {
    const [first = 0, second = 0] = nodes
      .map((node) => basePriority(instance, node))
      .sort((a, b) => b - a);
    if (first === second) continue;
    const failing = clamp(first + others + Math.min(0, script.weight));
    const healthy = clamp(second + others + Math.max(0, script.weight));
    if (failing < healthy) continue;
    const needed = first - second + 1;
    return [
      {
        path: ['vrrp', 'track', check, 'weight'],
        message: `weight ${script.weight} cannot move ${name}: with the check failing the first node still has ${failing}, the second ${healthy}`,
        hint: `use ${script.weight < 0 ? `-${needed}` : needed} or ${script.weight < 0 ? 'less' : 'more'}, or leave the weight out (0: a failure means FAULT)`,
      },
    ];
  }
  return [];
}

/** With nopreempt a lowered priority never makes the other node take over: the VIP stays on a dead service. */
function preemptGoesWithWeight({ vrrp }: VrrpInput): Breach[] {
  const weighted = Object.entries(vrrp.track).find(([, script]) => script.weight !== 0);
  if (!weighted) return [];
  return Object.entries(vrrp.instances)
    .filter(([, instance]) => !instance.preempt)
    .map(([name]) => ({
      path: ['vrrp', 'instances', name, 'preempt'],
      message: `\`preempt: false\` with the weighted check \`${weighted[0]}\`: a failing check would never move the VIP`,
      hint: `leave the weight of \`${weighted[0]}\` out (0: a failure means FAULT), or allow preemption`,
    }));
}

function versionFitsTimersAndAuth({ vrrp }: VrrpInput): Breach[] {
  const breaches: Breach[] = [];
  if (vrrp.version === 2 && vrrp.profile === 'standard' && !Number.isInteger(vrrp.advert_int)) {
    breaches.push({
      path: ['vrrp', 'advert_int'],
      message: `VRRP version 2 knows whole seconds only, not ${vrrp.advert_int}`,
      hint: 'write a whole number, or `version: 3`',
    });
  }
  for (const [name, instance] of Object.entries(vrrp.instances)) {
    const isIpv6 = familyOf(instance) === 6;
    if (instance.auth_pass === undefined || (vrrp.version === 2 && !isIpv6)) continue;
    const why = isIpv6 ? ' (for IPv6)' : vrrp.profile === 'fast' ? ' (the profile `fast`)' : '';
    breaches.push({
      path: ['vrrp', 'instances', name, 'auth_pass'],
      message: `VRRP version 3${why} has no authentication: keepalived ignores the password`,
      hint: 'remove it and let the firewall accept VRRP from the peer only',
    });
  }
  return breaches;
}

/** What the inventory says itself must not undo what the profile promises. */
function timersFitProfile({ vrrp }: VrrpInput): Breach[] {
  if (vrrp.profile !== 'fast') return [];
  const breaches: Breach[] = [];
  if (vrrp.version !== 3) {
    breaches.push({
      path: ['vrrp', 'version'],
      message: 'the profile `fast` needs VRRP version 3: version 2 knows whole seconds only',
      hint: 'leave the version out, or write `profile: standard`',
    });
  }
  if (vrrp.advert_int > longestFastInterval) {
    breaches.push({
      path: ['vrrp', 'advert_int'],
      message: `with an advertisement every ${vrrp.advert_int} s a takeover takes more than the second that the profile \`fast\` promises`,
      hint: `leave it out (${profiles.fast.advert_int}), or write ${longestFastInterval} or less`,
    });
  }
  return breaches;
}

function checksFitProfile({ vrrp }: VrrpInput): Breach[] {
  if (vrrp.profile !== 'fast') return [];
  return Object.entries(vrrp.track).flatMap(([name, { weight, interval }]) => {
    const breaches: Breach[] = [];
    if (weight !== 0) {
      breaches.push({
        path: ['vrrp', 'track', name, 'weight'],
        message: `weight ${weight}: with a lowered priority the other node waits for an election, which the profile \`fast\` has no time for`,
        hint: 'leave it out (0: a failure means FAULT), or write `profile: standard`',
      });
    }
    if (interval > profiles.fast.interval) {
      breaches.push({
        path: ['vrrp', 'track', name, 'interval'],
        message: `a check every ${interval} s is too slow for the profile \`fast\``,
        hint: `leave it out (${profiles.fast.interval}), or write \`profile: standard\``,
      });
    }
    return breaches;
  });
}

/** Servers that are down for everybody would put every node in FAULT: then nobody answers at all. */
function serversAreRanked({ vrrp }: VrrpInput): Breach[] {
  return Object.entries(vrrp.track).flatMap(([name, check]) => {
    if (check.weight !== 0) return [];
    const keys = [
      ...(check.servers ? ['servers'] : []),
      ...(check.ports.length > 0 ? ['ports'] : []),
    ];
    return keys.map((key) => ({
      path: ['vrrp', 'track', name, key],
      message:
        'when the servers are down for all nodes, a check without weight would leave the VIPs with no holder',
      hint: `give \`${name}\` a weight (-20): it moves the VIPs only to a node that is better off`,
    }));
  });
}

/** keepalived keeps every effective priority between 1 and 254. */
function clamp(priority: number): number {
  return Math.min(254, Math.max(1, priority));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
