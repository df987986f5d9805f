import type { Breach } from '../core/breach.ts';
import type { Cluster, Vip } from '../core/cluster.ts';
import { badInput, type Problem } from '../core/failure.ts';
import { haproxyRules } from '../haproxy/rules.ts';
import { portsOn } from '../haproxy/section.ts';
import { vrrpRules } from '../keepalived/rules.ts';
import { vipAddress } from '../keepalived/section.ts';
import { readExtended } from './extend.ts';
import { groupProblems, resolveHosts, type ConnectionFlags } from './hosts.ts';
import { expandPath } from './paths.ts';
import { findInventory, loadProject } from './project.ts';
import { inventorySchema, type Inventory } from './schema.ts';
import { resolveSecrets, type SecretScope } from './secrets.ts';
import { dotted, placeOf, plain, type MapTree } from './tree.ts';
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
    ...breachesOf(inventory).map((breach) => located(breach, tree)),
  ];
  if (problems.length > 0) throw badInput(...inOrder(problems, file));

  return {
    name,
    file,
    playbook: inventory.playbook,
    hosts: resolveHosts({ inventory, tree, env: options.env, flags: options.connection ?? {} }),
    vips: vipsOf(inventory),
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
  const nodes = Object.entries(inventory.hosts).map(([name, host]) => ({ name, ...host }));
  const { vrrp, haproxy } = inventory;
  const vips = Object.entries(vrrp?.instances ?? {}).map(([name, instance]) => ({
    name,
    address: vipAddress(instance),
  }));
  return [
    ...(vrrp ? vrrpRules.flatMap((rule) => rule({ vrrp, nodes })) : []),
    ...(haproxy ? haproxyRules.flatMap((rule) => rule({ haproxy, vips })) : []),
  ];
}

function located(breach: Breach, tree: MapTree): Problem {
  return {
    message: breach.message,
    place: placeOf(tree, breach.path),
    path: dotted(breach.path),
    hint: breach.hint,
  };
}

function vipsOf({ vrrp, haproxy }: Inventory): Vip[] {
  if (vrrp === undefined) return [];
  return Object.entries(vrrp.instances).map(([name, instance]) => ({
    name,
    address: vipAddress(instance),
    ports: haproxy ? portsOn(haproxy, vipAddress(instance)) : [],
    unit: 'keepalived.service',
    // Three advertisements missed, and a skew of at most one interval (RFC 5798, 6.1; of version 2: one second).
    takeoverSeconds: Math.ceil(3 * vrrp.advert_int + Math.max(1, vrrp.advert_int)),
  }));
}

function contextOf(
  inventory: Inventory,
  tree: MapTree,
  env: NodeJS.ProcessEnv,
): Record<string, unknown> {
  const context: Record<string, unknown> = { vars: inventory.vars ?? {} };
  for (const key of ['vrrp', 'haproxy'] as const) {
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
