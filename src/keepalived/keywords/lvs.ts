import { checkers } from './checkers.ts';
import { blocks, vocabulary, words } from './keyword.ts';

const shared = words(`alpha connect_timeout retry delay_before_retry warmup delay_loop
  inhibit_on_failure weight lvs_method smtp_alert virtualhost`);

const named = words('snmp_name', { since: '2.2.3' });

const realServer = vocabulary(
  shared,
  named,
  words('uthreshold lthreshold notify_up notify_down'),
  checkers,
);

/** `virtual_server`. */
export const virtualServer = vocabulary(
  shared,
  named,
  words(`lb_algo lvs_sched lb_kind hashed ops flag-1 flag-2 flag-3 sh-port sh-fallback mh-port mh-fallback
    persistence_engine persistence_timeout persistence_granularity protocol ha_suspend ip_family
    omega quorum quorum_up quorum_down hysteresis
    sorry_server sorry_server_inhibit sorry_server_lvs_method`),
  blocks('real_server', realServer),
  blocks('backup_real_server', realServer, { since: '2.3.5' }),
  words('failover_threshold failover_up failover_down', { since: '2.3.5' }),
  // Of Linux 2.2.
  words('nat_mask', { until: '1.3.0' }),
);

/** `SSL`. */
export const ssl = vocabulary(words('password ca certificate key'));
