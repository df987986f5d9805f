import { profilePriority } from './profile.ts';
import {
  basePriority,
  scriptPath,
  vipAddress,
  vipPrefixLength,
  type VrrpNode,
  type VrrpSection,
} from './section.ts';

/**
 * Whole seconds, at least as long as any peer takes to become master: three advertisements and a skew of less than one
 * second, in version 3 of less than one interval (RFC 3768, 6.1; RFC 5798, 6.1).
 */
function restartDelay({ version, advert_int }: VrrpSection): number {
  return Math.ceil(3 * advert_int + (version === 2 ? 1 : advert_int));
}

/** What a template of keepalived.conf sees of the `vrrp` section on one host: lists with names, nothing undefined. */
export function vrrpView(section: VrrpSection, node: VrrpNode, all: readonly VrrpNode[]) {
  return {
    interface: section.interface,
    version: section.version,
    advert_int: section.advert_int,
    garp_refresh: section.garp_refresh,
    profile: section.profile,
    track_process: section.track_process,
    restart_delay: restartDelay(section),
    instances: Object.entries(section.instances).map(([name, instance]) => {
      const priority = basePriority(instance, node);
      const priorities = all.map((other) => basePriority(instance, other));
      return {
        name,
        vrid: instance.vrid,
        vip: vipAddress(instance),
        prefix_length: vipPrefixLength(instance),
        interface: instance.interface ?? section.interface,
        priority: profilePriority(section.profile, priority, priorities),
        // nopreempt works only where every node starts as BACKUP, keepalived.conf(5).
        state: instance.preempt && priority === Math.max(...priorities) ? 'MASTER' : 'BACKUP',
        preempt: instance.preempt,
        auth_pass: instance.auth_pass ?? null,
      };
    }),
    track: Object.entries(section.track).map(([name, script]) => ({
      name,
      script: scriptPath(name, script),
      interval: script.interval,
      weight: script.weight,
      fall: script.fall,
      rise: script.rise,
      timeout: script.timeout ?? null,
      servers: script.servers,
    })),
  };
}
