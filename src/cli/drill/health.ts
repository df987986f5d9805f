import type { CheckResult } from '../../core/failure.ts';
import { daemons } from '../../verify/checks/daemons.ts';
import { expectedHolder } from '../../verify/checks/expected-holder.ts';
import { ipvsTables } from '../../verify/checks/ipvs-tables.ts';
import { mysqlReplication } from '../../verify/checks/mysql-replication.ts';
import { mysqlRunning } from '../../verify/checks/mysql-running.ts';
import { oneHolder } from '../../verify/checks/one-holder.ts';
import { orphanVip } from '../../verify/checks/orphan-vip.ts';
import { serversUp } from '../../verify/checks/servers-up.ts';
import type { Need } from '../../verify/needs.ts';
import type { VerifyView } from '../../verify/view.ts';

/** What must hold before a drill, and again after it. */
const checks = [
  oneHolder,
  expectedHolder,
  daemons,
  orphanVip,
  serversUp,
  ipvsTables,
  mysqlRunning,
  mysqlReplication,
];

export const healthNeeds: Need[] = checks.flatMap(({ needs }) => needs);

/** Also a warning of `ipvs-tables`: with a real server taken out, the next one that fails is an outage. */
export function unhealthy(view: VerifyView): CheckResult[] {
  return checks
    .flatMap((one) => one.check(view))
    .filter(({ id, ok, warning }) => !ok || (id === ipvsTables.id && warning === true));
}

export function inWords({ host, title, detail }: CheckResult): string {
  return `${host === undefined ? '' : `${host}: `}${title}: ${detail}`;
}
