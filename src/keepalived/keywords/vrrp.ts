import { blocks, lists, vocabulary, words } from './keyword.ts';

const notifies = `notify notify_master notify_backup notify_fault notify_stop smtp_alert`;

/** `vrrp_sync_group`. */
export const syncGroup = vocabulary(
  lists('group'),
  words(`${notifies} global_tracking notify_priority_changes`),
  lists('track_interface track_script track_file track_bfd', { since: '2.0.0' }),
  words('sync_group_tracking_weight', { since: '2.0.0' }),
  lists('track_process', { since: '2.0.11' }),
  // The manual has it here; the daemon itself only in an instance.
  words('notify_deleted', { since: '2.1.0' }),
);

const authentication = vocabulary(words('auth_type auth_pass'));

const authHmac = vocabulary(words('key active_key anti_replay time_window mode'));

/** `vrrp_instance`. */
export const instance = vocabulary(
  words(`${notifies} state interface virtual_router_id priority advert_int version
    mcast_src_ip unicast_src_ip use_vmac vmac_xmit_base native_ipv6 dont_track_primary
    accept no_accept preempt nopreempt preempt_delay skip_check_adv_addr strict_mode
    promote_secondaries linkbeat_use_polling debug lvs_sync_daemon_interface
    garp_master_delay garp_master_repeat garp_master_refresh garp_master_refresh_repeat
    garp_lower_prio_delay garp_lower_prio_repeat lower_prio_no_advert higher_prio_send_advert
    notify_priority_changes garp_extra_if vmac_garp_intvl`),
  lists(`virtual_ipaddress virtual_ipaddress_excluded virtual_routes virtual_rules
    unicast_peer track_interface track_script`),
  blocks('authentication', authentication),
  words('old_unicast_checksum', { since: '1.3.7' }),
  lists('track_file track_bfd', { since: '2.0.0' }),
  words('track_src_ip', { since: '2.0.0' }),
  words('kernel_rx_buf_size', { since: '2.0.3' }),
  words('notify_master_rx_lower_pri', { since: '2.0.6' }),
  lists('track_process', { since: '2.0.11' }),
  words('use_ipvlan', { since: '2.0.17' }),
  words('check_unicast_src unicast_ttl notify_deleted', { since: '2.1.0' }),
  words('use_vmac_addr', { since: '2.2.0' }),
  words('down_timer_adverts', { since: '2.2.3' }),
  words('vrf unicast_fault_no_peer mcast_dst_ip', { since: '2.2.5' }),
  words('no_virtual_ipaddress v3_checksum_as_v2 timer_expired_backup', { since: '2.2.8' }),
  words('thread_timer_expired', { since: '2.3.2' }),
  words('owner_ignore_adverts', { since: '2.3.3' }),
  blocks('auth_hmac', authHmac, { since: '2.3.5' }),
);

/** `garp_group`. */
export const garpGroup = vocabulary(
  words('garp_interval gna_interval interface'),
  lists('interfaces'),
);

/** `track_group`. */
export const trackGroup = vocabulary(lists('group'));
