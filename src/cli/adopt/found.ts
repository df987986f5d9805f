import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { AdoptedPair } from '../../adopt/pair.ts';
import type { Cluster, Host } from '../../core/cluster.ts';
import type { Facts } from '../../core/facts.ts';
import { badInput } from '../../core/failure.ts';
import type { Query } from '../../core/query.ts';
import { name as nameSchema } from '../../core/schema.ts';
import { onAll } from '../../engine/fleet.ts';
import { probe } from '../../engine/probe.ts';
import type { LintNode } from '../../lint/subject.ts';
import type { CommandRun } from '../command-run.ts';
import { nodeFromDirectory } from '../lint-sources/directory.ts';
import { fetchNode } from '../lint-sources/live.ts';
import { withoutVips } from '../lint-sources/live-node.ts';
import { newFleet } from '../load-run.ts';
import { adoptedNode } from './adopted-node.ts';
import { complaintQueries, complaintsOf } from './complaints.ts';
import { connectionOf, hostNamed, targetOf, type AdoptWish } from './targets.ts';

/** Both nodes, wherever they were read. */
export interface Found {
  pair: AdoptedPair;
  /** The same, for lint. */
  nodes: LintNode[];
  /** For a comment: "the directories …". */
  from: string;
  /** What their own daemons have against what they run with. */
  complaints: string[];
  /** Asks both nodes, in the order of the pair; null: there is no connection. */
  ask: ((cluster: Cluster, queries: Query[]) => Promise<Facts[]>) | null;
  close(): void;
}

const unknownVersions = { keepalived: null, haproxy: null };

export function fromDirectories(run: CommandRun, { nodes }: AdoptWish): Found {
  const read = nodes.map((text) => {
    const [name = '', ...dir] = text.split('=');
    const given = { cwd: run.io.cwd, versions: unknownVersions };
    return nodeFromDirectory({ name, dir: dir.join('=') }, given);
  });
  const adopted = read.map((node) => {
    const source = adoptedNode(node, { name: node.name, address: node.name, connection: {} });
    const own = source.keepalived.model.instances.find((one) => one.unicast?.source)?.unicast;
    const address = own?.source ?? '';
    return { ...source, address: isIP(address) === 0 ? node.name : address };
  });
  return {
    pair: pairOf(adopted),
    nodes: read,
    from: nodes.join(' and '),
    complaints: [],
    ask: null,
    close: () => {},
  };
}

/** One connection a node, which stays open until `close`. Rejects with `Failed`. */
export async function fromHosts(run: CommandRun, wish: AdoptWish): Promise<Found> {
  const { identity, knownHosts } = run.options;
  const here = (files: string[]): string[] => files.map((file) => resolve(run.io.cwd, file));
  const options = {
    ...run.options,
    ...(identity && { identity: here(identity) }),
    ...(knownHosts && { knownHosts: here(knownHosts) }),
  };
  const hosts = wish.hosts.flatMap((text): Host[] => {
    const named = hostNamed(text);
    const shared = { name: text, groups: [], priority: 100, vars: {} };
    return named === null ? [] : [{ ...shared, target: targetOf(named, options, run.io.env) }];
  });
  run.hosts = hosts.map(({ name }) => name);
  const cluster: Cluster = {
    name: wish.cluster,
    file: '',
    playbook: '',
    hosts,
    vips: [],
    context: {},
    secrets: [],
  };
  const fleet = newFleet(run);
  const close = (): void => fleet.close();
  try {
    const read = await onAll(hosts, run.emit, (host) =>
      fetchNode(host, { cluster, fleet, versions: unknownVersions }),
    );
    const said = await onAll(hosts, run.emit, async (host) =>
      probe(await fleet.session(host), cluster, complaintQueries),
    );
    const names = namesOf(read);
    const named = read.map((node, index) => ({ ...node, name: names[index] ?? node.name }));
    const nodes = withoutVips(named, cluster);
    const adopted = nodes.map((node, index) => {
      const target = hosts[index]?.target;
      const connection = target ? connectionOf(target) : {};
      return adoptedNode(node, { name: node.name, address: target?.address ?? '', connection });
    });
    run.hosts = names;
    return {
      pair: pairOf(adopted),
      nodes,
      from: wish.hosts.join(' and '),
      complaints: nodes.flatMap((node, index) =>
        said[index] ? complaintsOf(node, said[index]) : [],
      ),
      ask: (of, queries) =>
        onAll(hosts, run.emit, async (host) => probe(await fleet.session(host), of, queries)),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** What the nodes call themselves; what was typed where that is no name, or the same for both. */
function namesOf(read: LintNode[]): string[] {
  const own = read.map(({ hostname, name }) =>
    nameSchema('a host').safeParse(hostname).success ? (hostname ?? name) : plainName(name),
  );
  return new Set(own).size === own.length ? own : read.map(({ name }) => plainName(name));
}

function plainName(typed: string): string {
  const bare = typed.replace(/^.*@/, '').replaceAll(/[^\w.-]/g, '-');
  return /^[A-Za-z]/.test(bare) ? bare.slice(0, 63) : `node-${bare}`.slice(0, 63);
}

function pairOf(nodes: readonly AdoptedPair[number][]): AdoptedPair {
  const [first, second] = nodes;
  if (first === undefined || second === undefined) {
    throw badInput({ message: 'adopt needs both nodes of the pair' });
  }
  return [first, second];
}
