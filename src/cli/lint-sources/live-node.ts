import type { Cluster, Host } from '../../core/cluster.ts';
import type { Facts } from '../../core/facts.ts';
import { canonical } from '../../core/address.ts';
import type { Interface, LintNode, SourceFile } from '../../lint/subject.ts';
import { addressesOf, instancesOf, viewOf } from '../../lint/view.ts';
import type { Versions } from './source.ts';

/** What was heard of a node, in one probe or several. */
export function nodeOf(
  host: Host,
  [first, ...more]: [Facts, ...Facts[]],
  given: Versions,
): LintNode {
  const files = Object.assign(
    {},
    first.files,
    ...more.map((facts) => facts.files),
  ) as Facts['files'];
  const installed = (name: string): string | null => first.packages[name]?.installed ?? null;
  return {
    name: host.name,
    hostname: first.system.hostname,
    files: Object.entries(files).flatMap(([path, fact]): SourceFile[] => {
      if (fact.type !== 'file' || fact.content === undefined) return [];
      const text = fact.content.toString('utf8');
      const mode = Number.parseInt(fact.mode, 8);
      const owner = `${fact.owner}:${fact.group}`;
      return text.includes('\0')
        ? []
        : [{ path, shown: `${host.name}:${path}`, text, mode, owner }];
    }),
    isAbsent: (path) => files[path]?.type === 'absent',
    versions: {
      keepalived: given.keepalived ?? installed('keepalived'),
      haproxy: given.haproxy ?? installed('haproxy'),
    },
    addresses: first.addresses.map(({ address }) => address),
    interfaces: interfacesOf(first),
  };
}

function interfacesOf(facts: Facts): Interface[] {
  const names = new Set([
    ...linesIn(facts, 'lint-links'),
    ...facts.addresses.map((fact) => fact.interface),
  ]);
  return [...names].map((name) => ({
    name,
    addresses: facts.addresses
      .filter((fact) => fact.interface === name)
      .map(({ address, prefixLength }) => ({ address, prefixLength })),
  }));
}

/** A VIP that a node holds at the moment is not its own. */
export function withoutVips(nodes: LintNode[], { vips, name }: Cluster): LintNode[] {
  const view = viewOf({ cluster: name, nodes });
  const moving = new Set(
    [
      ...vips.map(({ address }) => address),
      ...instancesOf(view).flatMap(({ instance }) => addressesOf(instance)),
    ].map(canonical),
  );
  const stays = (address: string): boolean => !moving.has(canonical(address));
  return nodes.map((node) => ({
    ...node,
    addresses: node.addresses.filter(stays),
    interfaces: (node.interfaces ?? []).map((link) => ({
      ...link,
      addresses: link.addresses.filter(({ address }) => stays(address)),
    })),
  }));
}

export function linesIn(facts: Facts, name: string): string[] {
  const said = facts.outputs?.[name];
  return said?.code === 0 ? said.text.split('\n').filter((line) => line !== '') : [];
}
