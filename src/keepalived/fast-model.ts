import type { InstanceModel, NodeModel, PairModel, Track } from './model/types.ts';
import { profilePriority, profiles } from './profile.ts';

/** The same pair as `vrrp.profile: fast` would make it: for telling what that would gain. Pure. */
export function fastModel(model: PairModel): PairModel {
  const nodes = model.nodes.map((node) => fastNode(node, model));
  return {
    nodes,
    instances: model.instances.map(({ name, on }) => ({
      name,
      on: on.map(({ host, instance }) => ({ host, instance: fastInstance(instance, model) })),
    })),
  };
}

const { fast } = profiles;
const place = { file: 'vrrp.profile: fast', line: 1, column: 1 };

function fastNode(node: NodeModel, model: PairModel): NodeModel {
  const checks = {
    intervalMs: fast.interval * 1000,
    timeoutMs: fast.timeout * 1000,
    fall: fast.fall,
    rise: fast.rise,
    weight: 0,
  };
  return {
    ...node,
    scripts: node.scripts.map((script) => ({ ...script, ...checks })),
    processes: fast.track_process.map((process) => ({
      ...place,
      name: process,
      process,
      weight: 0,
      reverse: false,
      terminateDelayMs: 0,
      forkDelayMs: 0,
    })),
    instances: node.instances.map((instance) => fastInstance(instance, model)),
  };
}

function fastInstance(instance: InstanceModel, model: PairModel): InstanceModel {
  const all = model.nodes.flatMap(({ instances }) =>
    instances.filter(({ name }) => name === instance.name).map(({ priority }) => priority),
  );
  const processes = fast.track_process.map((name): Track => ({
    ...place,
    kind: 'process',
    name,
    weight: 0,
    reverse: false,
    ofGroup: false,
  }));
  return {
    ...instance,
    version: fast.version,
    advertMs: fast.advert_int * 1000,
    priority: profilePriority('fast', instance.priority, all),
    tracks: [...instance.tracks.map((track) => ({ ...track, weight: 0 })), ...processes],
  };
}
