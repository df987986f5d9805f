import type { Cluster, Host } from '../core/cluster.ts';
import { fullUnitName, serviceStep } from '../steps/service.ts';
import { concerns } from './bind.ts';
import { isTrue } from './condition.ts';
import type { Playbook } from './load.ts';
import { renderParams } from './params.ts';
import { scopeOf } from './scope.ts';

/** The units that a playbook keeps running on a host: "haproxy.service". Throws `badInput` where a template in it fails. */
export function servicesOn(cluster: Cluster, host: Host, playbook: Playbook): string[] {
  const scope = scopeOf(cluster, host);
  const names = playbook.steps
    .filter((step) => step.kind === serviceStep.kind && concerns(step, host))
    .filter(({ when }) => when.every((condition) => isTrue(condition, scope)))
    .flatMap((step) => {
      const binding = { playbook, cluster, scope, ...step };
      const params = renderParams(step.params ?? {}, step.kind, binding);
      const { name, state } = params as { name?: unknown; state?: unknown };
      return typeof name === 'string' && state !== 'stopped' ? [fullUnitName(name)] : [];
    });
  return [...new Set(names)];
}
