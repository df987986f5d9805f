import type { Cluster, Host } from '../core/cluster.ts';
import { Failed } from '../core/failure.ts';
import { fullUnitName, serviceStep } from '../steps/service.ts';
import { concerns } from './bind.ts';
import { isTrue } from './condition.ts';
import type { Playbook, PlaybookStep } from './load.ts';
import type { Scope } from './liquid-engine.ts';
import { renderParams } from './params.ts';
import { scopeOf } from './scope.ts';

/**
 * The units that a playbook keeps running on a host: "haproxy.service". A step whose template fails is none here: `plan`
 * refuses it, and says why.
 */
export function servicesOn(cluster: Cluster, host: Host, playbook: Playbook): string[] {
  const scope = scopeOf(cluster, host);
  const names = playbook.steps
    .filter((step) => step.kind === serviceStep.kind && concerns(step, host))
    .flatMap((step) => unitOf(step, { playbook, cluster, scope }));
  return [...new Set(names)];
}

function unitOf(
  step: PlaybookStep,
  about: { playbook: Playbook; cluster: Cluster; scope: Scope },
): string[] {
  try {
    if (!step.when.every((condition) => isTrue(condition, about.scope))) return [];
    const params = renderParams(step.params ?? {}, step.kind, { ...about, ...step });
    const { name, state } = params as { name?: unknown; state?: unknown };
    return typeof name === 'string' && state !== 'stopped' ? [fullUnitName(name)] : [];
  } catch (error) {
    if (!(error instanceof Failed) || error.failure.reason !== 'bad-input') throw error;
    return [];
  }
}
