import type { CheckResult } from '../core/failure.ts';
import { checkScripts } from './checks/check-scripts.ts';
import { clocks } from './checks/clocks.ts';
import { cloudNetwork } from './checks/cloud-network.ts';
import { configsValid } from './checks/configs-valid.ts';
import { daemons } from './checks/daemons.ts';
import { drift } from './checks/drift.ts';
import { expectedHolder } from './checks/expected-holder.ts';
import { failoverTime } from './checks/failover-time.ts';
import { haproxySame } from './checks/haproxy-same.ts';
import { ipvsTables } from './checks/ipvs-tables.ts';
import { logHeard } from './checks/log-heard.ts';
import { mysqlGtid } from './checks/mysql-gtid.ts';
import { mysqlReplication } from './checks/mysql-replication.ts';
import { mysqlRunning } from './checks/mysql-running.ts';
import { mysqlSemiSync } from './checks/mysql-semi-sync.ts';
import { mysqlSettings } from './checks/mysql-settings.ts';
import { mysqlWriter } from './checks/mysql-writer.ts';
import { nonlocalBind } from './checks/nonlocal-bind.ts';
import { oneHolder } from './checks/one-holder.ts';
import { orphanVip } from './checks/orphan-vip.ts';
import { packetFilter } from './checks/packet-filter.ts';
import { priorities } from './checks/priorities.ts';
import { realServer } from './checks/real-server.ts';
import { reversePath } from './checks/reverse-path.ts';
import { room } from './checks/room.ts';
import { runningConfig } from './checks/running-config.ts';
import { sameSegment } from './checks/same-segment.ts';
import { serversUp } from './checks/servers-up.ts';
import { sharedMachine } from './checks/shared-machine.ts';
import { thirdHost } from './checks/third-host.ts';
import { trackProcess } from './checks/track-process.ts';
import { tracking } from './checks/tracking.ts';
import { versions } from './checks/versions.ts';
import { vrrpAllowed } from './checks/vrrp-allowed.ts';
import { vrrpHeard } from './checks/vrrp-heard.ts';
import { vrrpMatch } from './checks/vrrp-match.ts';
import type { Need } from './needs.ts';
import type { Check, VerifyView } from './view.ts';

/** In the order in which a person wants to read them: what clients feel first. */
const pairChecks: Check[] = [
  oneHolder,
  expectedHolder,
  orphanVip,
  thirdHost,
  realServer,
  ipvsTables,
  daemons,
  serversUp,
  mysqlRunning,
  mysqlReplication,
  mysqlSemiSync,
  mysqlGtid,
  mysqlWriter,
  mysqlSettings,
  vrrpHeard,
  vrrpMatch,
  vrrpAllowed,
  packetFilter,
  sameSegment,
  reversePath,
  cloudNetwork,
  priorities,
  failoverTime,
  tracking,
  checkScripts,
  trackProcess,
  nonlocalBind,
  configsValid,
  runningConfig,
  haproxySame,
  drift,
  logHeard,
  room,
  clocks,
  versions,
  sharedMachine,
];

export function needsOf(checks: Check[] = pairChecks): Need[] {
  return checks.flatMap(({ needs }) => needs);
}

/** Of nodes that nobody looked at nothing is said. */
export function runChecks(view: VerifyView, checks: Check[] = pairChecks): CheckResult[] {
  return view.nodes.length === 0 ? [] : checks.flatMap((one) => one.check(view));
}
