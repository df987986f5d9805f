import type { Cluster, Host } from '../core/cluster.ts';
import { fullUnitName, serviceStep } from '../steps/service.ts';
import { concerns } from './bind.ts';
import { isTrue } from './condition.ts';
import type { Playbook } from './load.ts';
import { scopeOf } from './scope.ts';

/** The units that a playbook keeps running on a host: "haproxy.service". One whose name is a template is not among them. */
export function servicesOn(cluster: Cluster, host: Host, { steps }: Playbook): string[] {
  const scope = scopeOf(cluster, host);
  const names = steps
    .filter((step) => step.kind === serviceStep.kind && concerns(step, host))
    .filter(({ when }) => when.every((condition) => isTrue(condition, scope)))
    .flatMap(({ params }) => {
      const { name, state } = (params ?? {}) as { name?: unknown; state?: unknown };
      const isPlain = typeof name === 'string' && !name.includes('{');
      return isPlain && state !== 'stopped' ? [fullUnitName(name)] : [];
    });
  return [...new Set(names)];
}
