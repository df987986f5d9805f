import { haproxyBesideFile } from '../../adopt/haproxy-ports.ts';
import { haproxyInFull } from '../../adopt/haproxy-section.ts';
import { inventoryText } from '../../adopt/inventory-text.ts';
import { keptFiles } from '../../adopt/kept-files.ts';
import type { OneFile } from '../../adopt/main-file.ts';
import type { HostWords } from '../../adopt/one-text.ts';
import type { AdoptedPair, Section } from '../../adopt/pair.ts';
import { definitionsOf } from '../../adopt/password-definitions.ts';
import { playbookText } from '../../adopt/playbook-text.ts';
import { refsIn, SecretNames } from '../../adopt/secret-names.ts';
import { vrrpBesideFile, vrrpInFull, type VrrpPart } from '../../adopt/vrrp-section.ts';
import { oneFileOf } from './one-file.ts';
import { ownSteps } from './own-steps.ts';
import { filesOf, secretFiles, type ProjectFile } from './project-files.ts';

/**
 * How much of the pair the inventory says itself: all, or besides one file for both nodes, or besides a copy for each
 * node, or nothing.
 */
export interface Choice {
  keepalived: 'model' | 'file' | 'copies' | 'copies-only';
  haproxy: 'model' | 'file' | 'copies';
  playbook: 'built-in' | 'own';
  /** Steps of the own playbook that would change something. */
  leftOut: ReadonlySet<string>;
}

export interface Candidate {
  choice: Choice;
  pair: AdoptedPair;
  files: ProjectFile[];
  /** Whether the inventory says something of VRRP. */
  hasVips: boolean;
  notes: string[];
}

export interface CandidateGiven {
  cluster: string;
  pair: AdoptedPair;
  from: string;
  /** Packages that are known to be on both nodes. */
  packages: string[];
  choice: Choice;
}

/** All files of a project for the pair; whether they give the nodes what they have, a trial shows. Pure. */
export function candidateOf(given: CandidateGiven): Candidate {
  const { cluster, pair, choice } = given;
  const secrets = new SecretNames();
  const vrrp = vrrpFor(pair, choice, secrets);
  const hosts = wordsOf(pair, vrrp.priorities);
  const [first, second] = pair;
  const oneFile = { cluster, hosts, secrets, definitions: definitionsOf(pair) };
  const keepalived =
    choice.keepalived !== 'file' || vrrp.section === null
      ? null
      : oneFileOf('keepalived', [first.keepalived.file, second.keepalived.file], oneFile);
  const haproxyFile =
    choice.haproxy !== 'file' || first.haproxy === null || second.haproxy === null
      ? null
      : oneFileOf('haproxy', [first.haproxy.file, second.haproxy.file], oneFile);
  const haproxy =
    choice.haproxy === 'model' && first.haproxy
      ? haproxyInFull(first.haproxy.parsed, secrets)
      : haproxyFile && first.haproxy
        ? { ...configOf(cluster, haproxyFile), ...haproxyBesideFile(first.haproxy.model) }
        : null;
  const isApart = {
    keepalived: choice.keepalived !== 'model' && keepalived === null,
    haproxy: choice.haproxy !== 'model' && haproxyFile === null,
  };
  const others =
    choice.playbook === 'built-in'
      ? []
      : keptFiles(cluster, pair, (node) => [
          ...node.others,
          ...(isApart.haproxy && node.haproxy ? [node.haproxy.file] : []),
          ...(isApart.keepalived ? [node.keepalived.file] : []),
        ]);
  const mains = [keepalived, haproxyFile].filter((file) => file !== null);
  const vrrpSection =
    vrrp.section &&
    (keepalived ? { ...configOf(cluster, keepalived), ...vrrp.section } : vrrp.section);
  const vars = Object.fromEntries(mains.flatMap((file) => Object.entries(file.vars)));
  const used = refsIn([vrrpSection, haproxy, vars]);
  const isOwn = choice.playbook === 'own';
  const inventory = inventoryText({
    cluster,
    playbook: isOwn ? cluster : 'haproxy-keepalived',
    from: given.from,
    nodes: pair,
    priorities: vrrp.priorities,
    hostVars: hostVarsOf(pair, mains),
    vars,
    secrets: Object.fromEntries(
      [...used].map((name) => [name, { file: `../secrets/${cluster}/${name}` }]),
    ),
    vrrp: vrrpSection,
    haproxy,
  });
  const hasVips = vrrp.section !== null;
  const playbook = playbookText(cluster, ownSteps({ ...given, isApart, others, hasVips }));
  return {
    choice,
    pair,
    hasVips,
    notes: choice.keepalived === 'model' ? [] : vrrp.notes,
    files: [
      { path: `inventory/${cluster}.yaml`, content: inventory, mode: 0o644 },
      ...(isOwn ? [{ path: `playbooks/${cluster}.yaml`, content: playbook, mode: 0o644 }] : []),
      ...filesOf(cluster, [...mains, ...others]),
      ...secretFiles(cluster, secrets, used),
    ],
  };
}

function vrrpFor(pair: AdoptedPair, { keepalived }: Choice, secrets: SecretNames): VrrpPart {
  if (keepalived === 'model') return vrrpInFull(pair, secrets);
  const part = vrrpBesideFile(pair);
  if (keepalived !== 'copies-only') return part;
  const nothing = 'the inventory says nothing of VRRP: verify and drills know no VIPs';
  return { section: null, priorities: {}, notes: [...part.notes, nothing] };
}

function hostVarsOf(pair: AdoptedPair, mains: OneFile[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    pair.map((node, index): [string, Record<string, string>] => [
      node.name,
      Object.fromEntries(mains.flatMap(({ hostVars }) => Object.entries(hostVars[index] ?? {}))),
    ]),
  );
}

function configOf(cluster: string, { local }: OneFile): Section {
  return { config: `../files/${cluster}/${local}` };
}

function wordsOf([first, second]: AdoptedPair, priorities: Record<string, number>) {
  const words = (node: AdoptedPair[0], peer: AdoptedPair[0]): HostWords => ({
    name: node.name,
    address: node.address,
    peerAddress: peer.address,
    priority: String(priorities[node.name] ?? 100),
  });
  return [words(first, second), words(second, first)] as const;
}
