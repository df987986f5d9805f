import { instanceView } from './instance-view.ts';
import type { LvsSection } from './lvs/section.ts';
import { lvsView } from './lvs/view.ts';
import { scriptPath, type VrrpNode, type VrrpSection } from './section.ts';

/**
 * Whole seconds, at least as long as any peer takes to become master: three advertisements and a skew of less than one
 * second, in version 3 of less than one interval (RFC 3768, 6.1; RFC 5798, 6.1).
 */
function restartDelay({ version, advert_int }: VrrpSection): number {
  return Math.ceil(3 * advert_int + (version === 2 ? 1 : advert_int));
}

/** Who holds the first instance tells the others its connections; on the link on which they hear each other anyway. */
function syncView(lvs: LvsSection | null, first?: { name: string; interface: string }) {
  if (lvs?.sync_id === undefined || first === undefined) return null;
  return { id: lvs.sync_id, instance: first.name, interface: first.interface };
}

/**
 * What a template of keepalived.conf sees of the `vrrp` section on one host: lists with names, nothing undefined. `all`
 * are the hosts that run keepalived; `lvs` is what their kernels forward.
 */
export function vrrpView(
  section: VrrpSection,
  node: VrrpNode,
  all: readonly VrrpNode[],
  lvs: LvsSection | null = null,
) {
  const instances = Object.entries(section.instances).map(([name, instance]) =>
    instanceView({ section, name, instance, node, all }),
  );
  const groups = Object.entries(section.sync_groups).map(([name, members]) => ({ name, members }));
  return {
    interface: section.interface,
    version: section.version,
    advert_int: section.advert_int,
    garp_refresh: section.garp_refresh,
    profile: section.profile,
    unicast: section.unicast,
    track_process: section.track_process,
    restart_delay: restartDelay(section),
    instances,
    sync_groups: groups,
    virtual_servers: lvs === null ? [] : lvsView(lvs).virtual_servers,
    lvs_sync: syncView(lvs, instances[0]),
    lvs_timeouts: lvs?.timeouts ?? null,
    alerts: section.alerts
      ? {
          to: section.alerts.to,
          from: section.alerts.from ?? null,
          program: section.alerts.program,
        }
      : null,
    track: Object.entries(section.track).map(([name, script]) => ({
      name,
      script: scriptPath(name, script),
      interval: script.interval,
      weight: script.weight,
      fall: script.fall,
      rise: script.rise,
      timeout: script.timeout,
      answer_within: Math.max(1, script.timeout - 2),
      servers: script.servers,
      ports: script.ports,
    })),
  };
}
