import type { InstanceModel, NodeModel, Track } from '../../../keepalived/model/types.ts';
import { isForwarded } from '../../../keepalived/model/virtual-servers.ts';
import { canonical } from '../../../core/address.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { addressesOf, type NodeView } from '../../view.ts';
import { isWhole } from './named.ts';

/** Interfaces and paths are not the service. */
const SERVICE: Track['kind'][] = ['script', 'process', 'file'];

const EVERY_ADDRESS = ['*', '::', '0.0.0.0'];

export const serviceIsTracked: NodeRule = {
  id: 'SCR001',
  severity: 'error',
  scope: 'node',
  title: 'every check is tracked, and every instance tracks one',
  why:
    'Without a track_script keepalived only notices that the other node is gone. A dead haproxy keeps the VIP, and ' +
    'every client meets a closed port. A vrrp_script that nothing tracks is never run. keepalived -t accepts both.',
  fix: 'name it in track_script { … } of the vrrp_instance, or of its vrrp_sync_group',
  source: 'keepalived.conf(5), track_script; measured',
  check(node) {
    const model = node.keepalived?.model;
    if (model === undefined || model.instances.length === 0 || !isWhole(node)) return [];
    const untracked = untrackedIn(model);
    const unused = unusedScripts(model, untracked.length > 0, node.name);
    return [
      ...unused,
      ...undefinedTracks(model),
      ...(unused.length > 0 ? [] : blind(untracked, node, model)),
    ];
  },
};

/** A member of the same group that fails takes the whole group with it. */
function untrackedIn({ instances }: NodeModel): InstanceModel[] {
  const tracking = new Set(instances.filter(tracksService));
  const groups = new Set([...tracking].map(({ group }) => group));
  return instances.filter(
    (one) => !tracking.has(one) && (one.group === null || !groups.has(one.group)),
  );
}

function tracksService({ tracks }: InstanceModel): boolean {
  return tracks.some(({ kind }) => SERVICE.includes(kind));
}

function unusedScripts(model: NodeModel, isNeeded: boolean, node: string): Observation[] {
  const used = new Set(model.instances.flatMap(({ tracks }) => tracks).map(({ name }) => name));
  for (const { tracks } of model.groups) for (const { name } of tracks) used.add(name);
  return [...model.scripts, ...model.processes]
    .filter(({ name }) => !used.has(name))
    .map((one) => ({
      at: one,
      severity: isNeeded ? 'error' : 'warning',
      message: `${one.name} on ${node} is tracked by no instance and no group: keepalived never runs it`,
    }));
}

function undefinedTracks({ instances, scripts, processes }: NodeModel): Observation[] {
  const known = {
    script: new Set(scripts.map(({ name }) => name)),
    process: new Set(processes.map(({ name }) => name)),
  };
  return instances.flatMap(({ name: instance, tracks }) =>
    tracks.flatMap((track) => {
      const { kind, name } = track;
      if ((kind !== 'script' && kind !== 'process') || known[kind].has(name)) return [];
      return [
        {
          at: track,
          message: `${instance} tracks ${name}, which no vrrp_${kind === 'script' ? 'script' : 'track_process'} defines`,
          fix: 'write its block, or mend the name',
        },
      ];
    }),
  );
}

/** Where it is not known what the VIP is for, it may be a router's. */
function blind(
  untracked: readonly InstanceModel[],
  node: NodeView,
  { virtualServers }: NodeModel,
): Observation[] {
  const binds = node.haproxy?.model.frontends.flatMap((one) => one.binds) ?? [];
  const bound = new Set(binds.map(({ address }) => canonical(address)));
  const isOnAll = binds.some(({ address }) => EVERY_ADDRESS.includes(address));
  return untracked.flatMap((one) => {
    const serves = isOnAll || addressesOf(one).some((address) => bound.has(canonical(address)));
    if (!serves && isForwarded(one, virtualServers)) return [];
    return [
      {
        at: one,
        severity: serves ? 'error' : 'note',
        message: `${one.name} on ${node.name} tracks no service: ${serves ? 'a dead haproxy' : 'a dead service'} keeps the VIP`,
        fix: 'a vrrp_script that asks the service, and its name in track_script { … }',
      } as const,
    ];
  });
}
