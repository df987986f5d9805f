import { vocabulary, words } from './keyword.ts';

/** `vrrp_script`. */
export const script = vocabulary(words('script interval timeout weight rise fall user init_fail'));

/** `vrrp_track_process`. */
export const process = vocabulary(
  words('process param_match weight quorum delay terminate_delay fork_delay full_command'),
  words('quorum_max', { since: '2.0.16' }),
);

/** `track_file`. */
export const file = vocabulary(words('file weight init_file'));

/** `bfd_instance`. */
export const bfd = vocabulary(
  words(`source_ip neighbor_ip neighbour_ip min_rx min_tx idle_tx multiplier passive
    ttl hoplimit max_hops weight vrrp checker`),
  words('multihop', { since: '2.2.8' }),
);
