import { lists, vocabulary, words } from './keyword.ts';

/** `global_defs`. */
export const globalDefs = vocabulary(
  words(`router_id notification_email_from smtp_server smtp_helo_name smtp_connect_timeout
    smtp_alert smtp_alert_vrrp smtp_alert_checker no_email_faults default_interface dynamic_interfaces
    lvs_timeouts lvs_flush lvs_sync_daemon vrrp_mcast_group4 vrrp_mcast_group6
    vrrp_garp_master_delay vrrp_garp_master_repeat vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat
    vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_garp_interval vrrp_gna_interval
    vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_version vrrp_iptables vrrp_ipsets
    vrrp_check_unicast_src vrrp_skip_check_adv_addr vrrp_strict
    vrrp_priority checker_priority bfd_priority vrrp_no_swap checker_no_swap bfd_no_swap
    vrrp_rt_priority checker_rt_priority bfd_rt_priority
    vrrp_rlimit_rttime checker_rlimit_rttime bfd_rlimit_rttime
    vrrp_rlimit_rtime checker_rlimit_rtime bfd_rlimit_rtime
    process_names process_name vrrp_process_name checker_process_name lvs_process_name bfd_process_name
    snmp_socket enable_traps enable_snmp_vrrp enable_snmp_keepalived enable_snmp_checker
    enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_dbus dbus_service_name
    script_user enable_script_security rs_init_notifies random_seed vmac_prefix vmac_addr_prefix
    vrrp_notify_priority_changes vrrp_garp_extra_if vrrp_vmac_garp_intvl
    vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force
    vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force
    lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force
    lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force
    process_monitor_rcv_bufs process_monitor_rcv_bufs_force`),
  lists('notification_email'),
  words(
    `notify_fifo notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script
    lvs_notify_fifo lvs_notify_fifo_script`,
    { since: '1.3.6' },
  ),
  words('no_checker_emails', { since: '2.0.0' }),
  words('vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier', { since: '2.0.3' }),
  words('umask', { since: '2.0.9' }),
  words(
    `checker_log_all_failures nftables nftables_priority nftables_counters nftables_ifindex
    nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark`,
    { since: '2.0.11' },
  ),
  words('vrrp_min_garp', { since: '2.0.12' }),
  words('vrrp_startup_delay', { since: '2.0.14' }),
  words('lvs_flush_on_stop lvs_flush_onstop', { since: '2.0.15' }),
  words('log_unknown_vrids', { since: '2.0.16' }),
  words('vrrp_cpu_affinity checker_cpu_affinity bfd_cpu_affinity', { since: '2.0.17' }),
  words(
    `max_auto_priority min_auto_priority_delay startup_script startup_script_timeout
    shutdown_script shutdown_script_timeout reload_time_file reload_repeat`,
    { since: '2.1.0' },
  ),
  words('glob_strict', { until: '2.2.0' }),
  words(`disable_local_igmp reload_check_config reload_file tmp_config_directory include_check`, {
    since: '2.2.0',
  }),
  words('vrrp_down_timer_adverts config_save_dir data_use_instance', { since: '2.2.3' }),
  words('fifo_write_vrrp_states_on_reload', { since: '2.2.5' }),
  words('json_version v3_checksum_as_v2 iproute_usr_dir iproute_etc_dir', { since: '2.2.8' }),
  words(
    `use_symlink_paths dbus_no_interface_name
    snmp_vs_stats_update_interval snmp_rs_stats_update_interval`,
    { since: '2.3.0' },
  ),
  words(
    `state_dump_file stats_dump_file json_dump_file
    state_file_location stats_file_location json_file_location vrrp_owner_ignore_adverts`,
    { since: '2.3.3' },
  ),
  words('set_supplementary_groups vrrp_delay_after_boot', { since: '2.3.5' }),
  // Of old samples: the name of router_id before 1.1.8.
  words('lvs_id', { until: '1.3.0' }),
);
