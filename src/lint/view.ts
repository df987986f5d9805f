import { parseHaproxy, type HaproxyFile } from '../haproxy/config/parse.ts';
import { haproxyModelOf } from '../haproxy/model.ts';
import type { HaproxyModel } from '../haproxy/model/types.ts';
import { pairModelOf, type NodeConfig } from '../keepalived/model.ts';
import type { InstanceModel, NodeModel, PairModel } from '../keepalived/model/types.ts';
import { versionOf, type Version } from '../keepalived/version.ts';
import { readNginx, type NginxView } from './nginx-view.ts';
import { readKeepalived } from './read-keepalived.ts';
import { checksOf, scriptsOf, type Check, type Script } from './scripts.ts';
import type { KeepalivedText, LintNode, SourceFile, Subject } from './subject.ts';

export { addressesOf, instancesOf, partners } from './partners.ts';

export const KEEPALIVED_CONF = '/etc/keepalived/keepalived.conf';
export const HAPROXY_CFG = '/etc/haproxy/haproxy.cfg';

/** A node's files, read once for all rules. */
export interface NodeView {
  name: string;
  node: LintNode;
  /** null: it has no keepalived.conf. */
  keepalived: KeepalivedView | null;
  /** null: it has no haproxy.cfg. */
  haproxy: HaproxyView | null;
  /** null: it has no nginx.conf. */
  nginx: NginxView | null;
  /** Every script that keepalived.conf names. */
  scripts: Script[];
  /** null: not known. Rules that depend on a version say nothing then, or what holds for all that are in use. */
  versions: { keepalived: Version | null; haproxy: Version | null };
}

export interface KeepalivedView extends KeepalivedText {
  source: SourceFile;
  model: NodeModel;
  /** Every vrrp_script by its name. */
  checks: ReadonlyMap<string, Check>;
}

export interface HaproxyView {
  source: SourceFile;
  file: HaproxyFile;
  model: HaproxyModel;
}

/** The nodes of one cluster, against each other. */
export interface PairView {
  cluster: string | null;
  nodes: NodeView[];
  /** Of the nodes that have a keepalived.conf. */
  model: PairModel;
}

/** An instance, and whose it is. */
export interface Owned {
  node: NodeView;
  instance: InstanceModel;
}

/** A node's files as they are read, each once, before anything is made of them. */
interface Read {
  node: LintNode;
  keepalived: Omit<KeepalivedView, 'model' | 'checks'> | null;
  haproxy: HaproxyView | null;
}

/** Never throws, whatever the files hold. Pure. */
export function viewOf(subject: Subject): PairView {
  const read = subject.nodes.map(readNode);
  const model = pairModelOf(read.map(configOf));
  const nodes = read.flatMap((one, index): NodeView[] => {
    const own = model.nodes[index];
    return own === undefined ? [] : [nodeView(one, own)];
  });
  const configured = nodes.filter(({ keepalived }) => keepalived !== null);
  return {
    cluster: subject.cluster,
    nodes,
    model: {
      ...model,
      nodes: configured.flatMap(({ keepalived }) => keepalived?.model ?? []),
    },
  };
}

function readNode(node: LintNode): Read {
  const source = fileAt(node, KEEPALIVED_CONF);
  return {
    node,
    keepalived: source && { source, ...(node.keepalivedText ?? readKeepalived(node, source)) },
    haproxy: readHaproxy(node),
  };
}

function configOf({ node, keepalived, haproxy }: Read): NodeConfig {
  return {
    host: node.name,
    keepalived: keepalived?.source.text ?? '',
    keepalivedPath: keepalived?.source.shown ?? KEEPALIVED_CONF,
    keepalivedVersion: node.versions.keepalived,
    ...(keepalived && {
      expanded: { statements: keepalived.statements, problems: keepalived.problems },
    }),
    ...(haproxy && { haproxyModel: haproxy.model }),
    haproxyVersion: node.versions.haproxy,
    hostname: node.hostname ?? node.name,
    addresses: node.addresses,
  };
}

function nodeView({ node, keepalived, haproxy }: Read, model: NodeModel): NodeView {
  return {
    name: node.name,
    node,
    keepalived: keepalived && {
      ...keepalived,
      model,
      checks: checksOf(keepalived.statements, model),
    },
    haproxy,
    nginx: readNginx(node),
    scripts: keepalived === null ? [] : scriptsOf(keepalived.statements, node),
    versions: {
      keepalived: versionOf(node.versions.keepalived),
      haproxy: versionOf(node.versions.haproxy),
    },
  };
}

function readHaproxy(node: LintNode): HaproxyView | null {
  const source = fileAt(node, HAPROXY_CFG);
  if (source === null) return null;
  const file = parseHaproxy(source.text, source.shown);
  return { source, file, model: haproxyModelOf(file) };
}

export function fileAt(node: LintNode, path: string): SourceFile | null {
  return node.files.find((file) => file.path === path) ?? null;
}
