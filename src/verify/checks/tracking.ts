import type { CheckResult } from '../../core/failure.ts';
import { isForwarded } from '../../keepalived/model/virtual-servers.ts';
import type { InstanceModel, NodeModel, PairInstance } from '../../keepalived/model/types.ts';
import { allEqual, finding, sideBySide } from '../finding.ts';
import type { Check, NodeView, VerifyView } from '../view.ts';

/** SCR001, SCR002: every instance watches its service, on all nodes alike and with the same script. */
export const tracking: Check = {
  id: 'tracking',
  needs: ['configs', 'check-scripts'],
  check: (view) => [
    ...view.model.instances.map((one) => ofInstance(view, one)),
    ...(view.pair.length < 2 ? [] : sameScripts(view.pair)),
  ],
};

function ofInstance({ nodes }: VerifyView, { name, on }: PairInstance): CheckResult {
  const values = on.map(({ host, instance }) => ({
    host,
    value: tracked(instance, nodes.find((node) => node.host.name === host)?.model),
  }));
  const blind = values.filter(({ value }) => value === '').map(({ host }) => host);
  return finding({
    id: 'tracking',
    title: `${name} tracks the same checks on all nodes`,
    problems: [
      ...blind.map((host) => `${host} tracks nothing: a dead service would keep the VIP`),
      ...(blind.length > 0 || allEqual(values) ? [] : [sideBySide(values)]),
    ],
    detail: values[0]?.value ?? '',
    advice: 'give the instance the same track_script on every node: hadeploy apply',
  });
}

/** "script haproxy (weight -20, every 2000 ms, fall 1, rise 1)", sorted; empty: a service could die unseen. */
function tracked(instance: InstanceModel, model: NodeModel | undefined): string {
  if (instance.tracks.length === 0 && isForwarded(instance, model?.virtualServers ?? [])) {
    return 'none: the kernel forwards, and the servers behind it are checked';
  }
  return instance.tracks
    .map(({ kind, name, weight }) => {
      const script =
        kind === 'script' ? model?.scripts.find((one) => one.name === name) : undefined;
      const how = script
        ? `, every ${script.intervalMs} ms, fall ${script.fall}, rise ${script.rise}: ${script.path}`
        : '';
      return `${kind} ${name} (weight ${weight}${how})`;
    })
    .sort()
    .join(', ');
}

function sameScripts(nodes: NodeView[]): CheckResult[] {
  const paths = new Set(nodes.flatMap(({ scripts }) => scripts.map(({ path }) => path)));
  return [...paths].map((path) => {
    const sums = nodes.flatMap(({ host, scripts }) => {
      const run = scripts.find((one) => one.path === path && one.present);
      return run ? [{ host: host.name, value: run.sha256.slice(0, 8) }] : [];
    });
    return finding({
      id: 'check-script-same',
      title: `${path} is the same on all nodes`,
      problems: allEqual(sums) ? [] : [`it differs: ${sideBySide(sums)}`],
      detail: `sha256 ${sums[0]?.value ?? 'of none'}… on ${sums.length} nodes`,
      advice: 'the nodes judge their services differently: hadeploy apply',
    });
  });
}
