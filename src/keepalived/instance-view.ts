import { isIP } from 'node:net';
import { profilePriority } from './profile.ts';
import {
  basePriority,
  ownAddress,
  type VrrpInstance,
  type VrrpNode,
  type VrrpSection,
} from './section.ts';
import { familyOf, vipsOf, type SectionVip } from './section/address.ts';

const ALERT_SCRIPT = '/etc/keepalived/alert.sh';

interface Viewed {
  section: VrrpSection;
  name: string;
  instance: VrrpInstance;
  node: VrrpNode;
  all: readonly VrrpNode[];
}

/** One `vrrp_instance` as a template of keepalived.conf sees it on one host. */
export function instanceView({ section, name, instance, node, all }: Viewed) {
  const priority = basePriority(instance, node);
  const priorities = all.map((other) => basePriority(instance, other));
  const isPreferred = priority === Math.max(...priorities);
  const link = instance.interface ?? section.interface;
  const vips = vipsOf(instance);
  const family = familyOf(instance);
  const inAdverts = vips.filter(({ address }) => isIP(address) === family);
  const others = vips.filter((vip) => !inAdverts.includes(vip));
  const ordered = [...inAdverts, ...others];
  const [first] = inAdverts;
  return {
    name,
    vrid: instance.vrid,
    vip: first?.address ?? '',
    prefix_length: first?.prefixLength ?? 32,
    vips: inAdverts.map((vip) => vipView(vip, link)),
    // An advertisement carries one family: the addresses of the other move with it, but are not named in it.
    excluded_vips: others.map((vip) => vipView(vip, link)),
    interface: link,
    track_interface: otherLinks(ordered, link),
    priority: profilePriority(section.profile, priority, priorities),
    // nopreempt and preempt_delay work only where every node starts as BACKUP, keepalived.conf(5).
    state:
      instance.preempt && instance.preempt_delay === undefined && isPreferred ? 'MASTER' : 'BACKUP',
    preempt: instance.preempt,
    // On the others it would put off a takeover.
    preempt_delay: isPreferred ? (instance.preempt_delay ?? null) : null,
    auth_pass: instance.auth_pass ?? null,
    unicast: section.unicast
      ? {
          source: ownAddress(instance, node),
          peers: all
            .filter((other) => other.name !== node.name)
            .map((other) => ownAddress(instance, other)),
        }
      : null,
    sync_group: groupOf(section, name),
    notify: instance.notify ?? alertCommand(section, ordered),
  };
}

function vipView(vip: SectionVip, link: string) {
  return {
    address: vip.address,
    prefix_length: vip.prefixLength,
    interface: vip.interface === link ? null : vip.interface,
    label: vip.label,
  };
}

/** VRRP notices the loss of its own interface only. */
function otherLinks(vips: readonly SectionVip[], link: string): string[] {
  return [...new Set(vips.flatMap((vip) => vip.interface ?? []))].filter((one) => one !== link);
}

function groupOf({ sync_groups }: VrrpSection, instance: string): string | null {
  return Object.entries(sync_groups).find(([, all]) => all.includes(instance))?.[0] ?? null;
}

/** keepalived adds type, name, state and priority as arguments of its own. */
function alertCommand({ alerts }: VrrpSection, vips: readonly SectionVip[]): string | null {
  if (alerts === undefined) return null;
  return `${ALERT_SCRIPT} ${vips.map(({ address }) => address).join(',')}`;
}
