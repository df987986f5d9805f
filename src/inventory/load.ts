import type { Breach } from '../core/breach.ts';
import type { Cluster } from '../core/cluster.ts';
import { badInput, type Problem } from '../core/failure.ts';
import { haproxyRules } from '../haproxy/rules.ts';
import { lvsRules } from '../keepalived/lvs/rules.ts';
import { portsOfLvs } from '../keepalived/lvs/section.ts';
import { vrrpRules } from '../keepalived/rules.ts';
import { mysqlRules } from '../mysql/rules.ts';
import { writerOf } from '../mysql/section.ts';
import { firewallRules } from '../nftables/rules.ts';
import { nginxRules } from '../nginx/rules.ts';
import { readExtended } from './extend.ts';
import { groupProblems, resolveHosts, type ConnectionFlags } from './hosts.ts';
import { expandPath } from './paths.ts';
import { databasePools } from './database-pools.ts';
import { findInventory, loadProject } from './project.ts';
import { inventorySchema, type Inventory } from './schema.ts';
import { resolveSecrets, type SecretScope } from './secrets.ts';
import { trackedProcessesRun } from './tracked-processes.ts';
import { dotted, placeOf, plain, type MapTree } from './tree.ts';
import { clusterVips, vrrpHostProblems, vrrpNodes } from './vips.ts';
import { parseWith, problemsOf } from './zod-problems.ts';

export interface LoadOptions {
  /** Directory with `inventory/` and `playbooks/`. */
  projectDir: string;
  /** May be left out where the project has one, or names a default. */
  cluster?: string;
  env: NodeJS.ProcessEnv;
  connection?: ConnectionFlags;
  /** `lint` and `schema` need no secrets; `status` needs those of the connection. Default: all. */
  secrets?: SecretScope;
}

/** One cluster, resolved. Rejects with `badInput` holding every problem that was found. */
export async function loadCluster(options: LoadOptions): Promise<Cluster> {
  const { name, file } = findInventory(loadProject(options.projectDir), options.cluster);
  const { tree, problems: syntax } = readExtended(file);
  if (tree === null) throw badInput(...syntax);

  const secrets = await resolveSecrets(tree, {
    env: options.env,
    scope: options.secrets ?? 'all',
  });
  const value = plain(tree, (ref) => secrets.byName.get(ref.name));
  const parsed = parseWith(inventorySchema, value);
  if ('error' in parsed) {
    throw badInput(...inOrder([...problemsOf(parsed.error, tree), ...secrets.problems], file));
  }
  const inventory = parsed.data;
  const problems = [
    ...secrets.problems,
    ...nameProblems(inventory, tree, name),
    ...groupProblems(inventory, tree),
    ...vrrpHostProblems(inventory, tree),
    ...breachesOf(inventory).map((breach) => located(breach, tree)),
  ];
  if (problems.length > 0) throw badInput(...inOrder(problems, file));

  return {
    name,
    file,
    playbook: inventory.playbook,
    hosts: resolveHosts({ inventory, tree, env: options.env, flags: options.connection ?? {} }),
    vips: clusterVips(inventory),
    ...(inventory.mysql?.writers === 'one' ? { writer: writerOf(inventory.mysql) } : {}),
    context: contextOf(inventory, tree, options.env),
    secrets: secrets.known,
  };
}

function nameProblems(inventory: Inventory, tree: MapTree, name: string): Problem[] {
  if (inventory.cluster === name) return [];
  return [
    {
      message: `the cluster is called \`${inventory.cluster}\`, its file \`${name}\``,
      place: placeOf(tree, ['cluster']),
      path: 'cluster',
      hint: `write \`cluster: ${name}\`, or rename the file`,
    },
  ];
}

function breachesOf(inventory: Inventory): Breach[] {
  const { vrrp, haproxy, nginx, lvs, firewall, mysql } = inventory;
  const nodes = vrrpNodes(inventory);
  const vips = clusterVips(inventory).filter(
    ({ address }) => lvs === undefined || portsOfLvs(lvs, address).length === 0,
  );
  const checks = Object.entries(vrrp?.track ?? {}).map(([name, { ports }]) => ({ name, ports }));
  return [
    ...(vrrp ? vrrpRules.flatMap((rule) => rule({ vrrp, nodes })) : []),
    ...trackedProcessesRun(inventory),
    ...(lvs ? lvsRules.flatMap((rule) => rule({ lvs, vrrp: vrrp ?? null, nodes })) : []),
    ...(haproxy ? haproxyRules.flatMap((rule) => rule({ haproxy, vips, checks })) : []),
    ...(firewall ? firewallRules.flatMap((rule) => rule({ firewall, vrrp: vrrp ?? null })) : []),
    ...(nginx ? nginxRules.flatMap((rule) => rule({ nginx, vips: clusterVips(inventory) })) : []),
    ...(mysql
      ? mysqlRules.flatMap((rule) =>
          rule({ mysql, hosts: addressesOf(inventory), pools: databasePools(inventory) }),
        )
      : []),
  ];
}

function addressesOf({ hosts }: Inventory): Map<string, string> {
  return new Map(Object.entries(hosts).map(([name, { address }]) => [name, address]));
}

function located(breach: Breach, tree: MapTree): Problem {
  return {
    message: breach.message,
    place: placeOf(tree, breach.path),
    path: dotted(breach.path),
    hint: breach.hint,
  };
}

function contextOf(
  inventory: Inventory,
  tree: MapTree,
  env: NodeJS.ProcessEnv,
): Record<string, unknown> {
  const { vars = {}, lvs, firewall, mysql } = inventory;
  const context: Record<string, unknown> = {
    vars,
    ...(lvs && { lvs }),
    ...(firewall && { firewall }),
    ...(mysql && { mysql }),
  };
  for (const key of ['vrrp', 'haproxy', 'nginx'] as const) {
    const section = inventory[key];
    if (section === undefined) continue;
    const config = section.config;
    context[key] =
      config === undefined
        ? section
        : { ...section, config: expandPath(config, placeOf(tree, [key, 'config']).file, env) };
  }
  return context;
}

/** As the files are read: the inventory itself first, each from top to bottom. */
function inOrder(problems: Problem[], file: string): Problem[] {
  const rank = ({ place }: Problem): [number, string, number, number] =>
    place === undefined
      ? [0, '', 0, 0]
      : [place.file === file ? 1 : 2, place.file, place.line, place.column];
  return problems.toSorted((a, b) => {
    const left = rank(a);
    const right = rank(b);
    return (
      left[0] - right[0] ||
      left[1].localeCompare(right[1]) ||
      left[2] - right[2] ||
      left[3] - right[3]
    );
  });
}
