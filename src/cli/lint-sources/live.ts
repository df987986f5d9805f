import type { Cluster, Host } from '../../core/cluster.ts';
import type { Query } from '../../core/query.ts';
import { onAll, type Fleet } from '../../engine/fleet.ts';
import { probe } from '../../engine/probe.ts';
import type { LintNode } from '../../lint/subject.ts';
import { fileAt, HAPROXY_CFG, KEEPALIVED_CONF } from '../../lint/view.ts';
import { servicesOn } from '../../playbook/services.ts';
import type { CommandRun } from '../command-run.ts';
import { limited, loadClusterFor, newFleet, playbookFor } from '../load-run.ts';
import { allowedBy } from './inventory-texts.ts';
import { linesIn, nodeOf, withoutVips } from './live-node.ts';
import { namedBy } from './named-files.ts';
import type { LintSource, Versions } from './source.ts';

const MOST_FILES = 500;
const listFiles = 'find /etc/keepalived -maxdepth 4 -type f -size -1024k 2>/dev/null | head -n 500';
/** What rules ask for besides: nginx, the static network, sysctls. Links (sites-enabled) are not followed. */
const listOthers =
  'find /etc/nginx /etc/netplan /etc/network /etc/systemd/network /etc/sysconfig/network-scripts /etc/sysctl.conf /etc/sysctl.d -maxdepth 3 -type f -size -256k 2>/dev/null | head -n 200';
const listLinks = 'ls /sys/class/net';

const firstRound: Query[] = [
  ...[KEEPALIVED_CONF, HAPROXY_CFG].map(fileQuery),
  { query: 'package', name: 'keepalived' },
  { query: 'package', name: 'haproxy' },
  { query: 'output', name: 'lint-files', script: listFiles, args: [] },
  { query: 'output', name: 'lint-others', script: listOthers, args: [] },
  { query: 'output', name: 'lint-links', script: listLinks, args: [] },
];

/** What the nodes of a cluster have now: one connection a node, read only. Rejects with `Failed`. */
export async function liveSource(
  run: CommandRun,
  given: { cluster?: string; versions: Versions },
): Promise<LintSource> {
  const cluster = await loadClusterFor(run, given.cluster);
  const playbook = playbookFor(run, cluster);
  const hosts = limited(cluster, run.options.limit);
  run.hosts = hosts.map(({ name }) => name);
  const fleet = newFleet(run);
  try {
    const nodes = await onAll(hosts, run.emit, async (host) => {
      const node = await fetchNode(host, { cluster, fleet, versions: given.versions });
      tellUnread(run, node, servicesOn(cluster, host, playbook));
      return node;
    });
    const subject = { cluster: cluster.name, nodes: withoutVips(nodes, cluster) };
    const inventory = allowedBy(cluster.file, run.io.cwd);
    return { subject, told: true, ...inventory, secrets: cluster.secrets };
  } finally {
    fleet.close();
  }
}

/** A configuration that was not read is not a clean one. Where none is due, none is missed. */
function tellUnread(run: CommandRun, node: LintNode, services: string[]): void {
  const mains = { 'keepalived.service': KEEPALIVED_CONF, 'haproxy.service': HAPROXY_CFG };
  for (const [service, path] of Object.entries(mains)) {
    if (fileAt(node, path) !== null) continue;
    if (node.isAbsent(path) && !services.includes(service)) continue;
    const why = node.isAbsent(path) ? 'is not there' : 'is no plain text file of at most 1 MiB';
    run.io.stderr.write(`${node.name}: not looked at: ${path} ${why}\n`);
  }
}

/** The configurations first, then what they name. */
export async function fetchNode(
  host: Host,
  { cluster, fleet, versions }: { cluster: Cluster; fleet: Fleet; versions: Versions },
): Promise<LintNode> {
  const session = await fleet.session(host);
  const first = await probe(session, cluster, firstRound);
  const below = ['lint-files', 'lint-others']
    .flatMap((name) => linesIn(first, name))
    .filter((path) => path !== KEEPALIVED_CONF);
  const known = nodeOf(host, [first], versions);
  const { includes, scripts } = namedBy(known);
  const named = [...includes.filter((path) => !/[*?[\\]/.test(path)), ...scripts];
  const paths = [...new Set([...named, ...below])].filter(isAskable).slice(0, MOST_FILES);
  // One that it names itself, as in a comment, has been read already.
  const others = filesIn(fileAt(known, HAPROXY_CFG)?.text ?? '').filter(
    (path) => first.files[path] === undefined,
  );
  if (paths.length === 0 && others.length === 0) return known;
  const second = await probe(session, cluster, [
    ...paths.map(fileQuery),
    ...others.map((path): Query => ({ query: 'file', path })),
  ]);
  return nodeOf(host, [first, second], versions);
}

/** A control character would end a record of the answer. */
function isAskable(path: string): boolean {
  return path.startsWith('/') && !/\p{Cc}/u.test(path);
}

function fileQuery(path: string): Query {
  return { query: 'file', path, unlessSha256: '-' };
}

/** Certificates, maps, error pages: only whether they are there. */
function filesIn(haproxyCfg: string): string[] {
  const found = haproxyCfg.matchAll(/(?<=[\s(])\/(?:etc|opt|srv|usr|var)\/[\w./-]+/g);
  return [...new Set(Array.from(found, ([path]) => path))].slice(0, 200);
}
