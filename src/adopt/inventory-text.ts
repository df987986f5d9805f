import { Document, isMap, isPair, isSeq, Scalar, visit } from 'yaml';
import { SecretRef } from './secret-names.ts';
import type { AdoptedNode, Section } from './pair.ts';

export interface InventoryGiven {
  cluster: string;
  playbook: string;
  /** Who was asked, in words. */
  from: string;
  nodes: readonly AdoptedNode[];
  priorities: Record<string, number>;
  hostVars: Record<string, Record<string, string>>;
  vars: Record<string, SecretRef>;
  /** Source by name. */
  secrets: Record<string, Section>;
  vrrp: Section | null;
  haproxy: Section | null;
}

/** The text of inventory/CLUSTER.yaml. Pure. */
export function inventoryText(given: InventoryGiven): string {
  const { cluster, playbook, nodes, vrrp, haproxy } = given;
  const shared = sharedConnection(nodes);
  const content = withRefs({
    cluster,
    playbook,
    ...unlessEmpty('connection', shared),
    hosts: Object.fromEntries(nodes.map((node) => [node.name, hostOf(node, shared, given)])),
    ...unlessEmpty('secrets', given.secrets),
    ...unlessEmpty('vars', given.vars),
    ...(vrrp && { vrrp }),
    ...(haproxy && { haproxy }),
  });
  const document = new Document(content);
  document.commentBefore = ` Adopted from ${given.from}.`;
  visit(document, {
    // What has no mapping below it fits on a line.
    Map: (_, node, path) => {
      if (path.length > 3 && node.items.every((item) => isPair(item) && !holdsMap(item.value))) {
        node.flow = true;
      }
    },
    Pair: (index, { key }, path) => {
      if (path.length === 2 && key instanceof Scalar && Number(index) > 1) key.spaceBefore = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function holdsMap(value: unknown): boolean {
  return isMap(value) || (isSeq(value) && value.items.some(isMap));
}

/** References become tagged scalars: the library would take them for mappings. */
function withRefs(value: unknown): unknown {
  if (value instanceof SecretRef) {
    const scalar = new Scalar(value.name);
    scalar.tag = '!secret';
    return scalar;
  }
  if (Array.isArray(value)) return value.map(withRefs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withRefs(one)]));
}

function hostOf(
  { name, address, connection }: AdoptedNode,
  shared: Section,
  { priorities, hostVars }: InventoryGiven,
): Section {
  const own = Object.fromEntries(Object.entries(connection).filter(([key]) => !(key in shared)));
  const priority = priorities[name];
  return {
    address,
    ...(priority !== undefined && { priority }),
    ...unlessEmpty('connection', own),
    ...unlessEmpty('vars', hostVars[name] ?? {}),
  };
}

function sharedConnection([first, ...others]: readonly AdoptedNode[]): Section {
  return Object.fromEntries(
    Object.entries(first?.connection ?? {}).filter(([key, value]) =>
      others.every((node) => JSON.stringify(node.connection[key]) === JSON.stringify(value)),
    ),
  );
}

function unlessEmpty(key: string, value: Section): Section {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}
