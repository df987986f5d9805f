import { globalDefs } from './keywords/global.ts';
import { blocks, lists, vocabulary, words } from './keywords/keyword.ts';
import { ssl, virtualServer } from './keywords/lvs.ts';
import { bfd, file, process, script } from './keywords/trackers.ts';
import { garpGroup, instance, syncGroup, trackGroup } from './keywords/vrrp.ts';

/**
 * Every keyword of keepalived 1.3.5 to 2.3.4, and those that its development branch had when this was written.
 * keepalived.conf(5), the release notes, and the tables that keepalived itself builds (`install_keyword`).
 */
export const topLevel = vocabulary(
  words('linkbeat_use_polling net_namespace namespace_with_ipsets use_pid_dir instance'),
  blocks('global_defs', globalDefs),
  blocks('vrrp_instance', instance),
  blocks('vrrp_sync_group', syncGroup),
  blocks('vrrp_script', script),
  blocks('garp_group', garpGroup),
  blocks('virtual_server', virtualServer),
  blocks('SSL', ssl),
  lists('static_ipaddress static_routes static_rules virtual_server_group linkbeat_interfaces'),
  blocks('track_file vrrp_track_file', file, { since: '2.0.0' }),
  blocks('bfd_instance', bfd, { since: '2.0.0' }),
  blocks('track_group', trackGroup, { since: '2.0.3' }),
  blocks('vrrp_track_process', process, { since: '2.0.11' }),
  words('net_namespace_ipvs', { since: '2.1.0' }),
  words('child_wait_time'),
  lists('interface_up_down_delays', { since: '2.2.3' }),
);

/** They may stand anywhere. */
export const everywhere = vocabulary(
  words('include'),
  words('includea includeb includem includer includew', { since: '2.2.0' }),
);
