import { posix, join, resolve } from 'node:path';
import { badInput, type Problem } from '../../core/failure.ts';
import type { LintNode, SourceFile } from '../../lint/subject.ts';
import { HAPROXY_CFG, KEEPALIVED_CONF } from '../../lint/view.ts';
import { NGINX_CONF } from '../../nginx/parse.ts';
import { isDirectory, isThere, textAt, textsBelow, type LocalFile } from './local-files.ts';
import { withNamedFiles } from './named-files.ts';
import type { Versions } from './source.ts';
import { isOpen, unreadMains } from './unread-mains.ts';

/** `--node NAME=DIR`. */
export interface NodeDirectory {
  name: string;
  /** As it was typed. */
  dir: string;
}

/** A folder of DIR, and what it is on the node. */
type Mount = [below: string, onNode: string];

const configs: Mount[] = [
  ['keepalived', '/etc/keepalived'],
  ['haproxy', '/etc/haproxy'],
  ['nginx', '/etc/nginx'],
];
const trees: Mount[] = [
  ['etc/keepalived', '/etc/keepalived'],
  ['etc/haproxy', '/etc/haproxy'],
  ['etc/sysctl.d', '/etc/sysctl.d'],
  ['etc/nginx', '/etc/nginx'],
  ['etc/netplan', '/etc/netplan'],
  ['etc/network', '/etc/network'],
  ['etc/systemd/network', '/etc/systemd/network'],
  ['etc/sysconfig/network-scripts', '/etc/sysconfig/network-scripts'],
];
/** Of files that lie side by side. */
const flatNames: Record<string, string> = {
  'haproxy.cfg': HAPROXY_CFG,
  'nginx.conf': NGINX_CONF,
};
const alsoInTrees = ['/etc/hosts', '/etc/hostname', '/etc/sysctl.conf'];

/** What DIR holds: a tree from the node's root, a folder a daemon, or everything flat. Throws `bad-input`. */
export function nodeFromDirectory(
  { name, dir }: NodeDirectory,
  given: { cwd: string; versions: Versions },
): LintNode {
  const root = resolve(given.cwd, dir);
  if (!isDirectory(root) || !isOpen(root)) throw badInput(notADirectory(name, dir));
  const unread = unreadMains(root, dir);
  if (unread.length > 0) throw badInput(...unread);
  const isTree = trees.some(([below]) => isDirectory(join(root, below)));
  const isByDaemon = configs.some(([below]) => isDirectory(join(root, below)));
  const sourceOf = (file: LocalFile, path: string): SourceFile => ({
    path,
    shown: shownIn(dir, root, file.local),
    text: file.text,
    mode: file.mode,
    owner: null,
  });
  const mounted = (mounts: Mount[]): SourceFile[] =>
    mounts.flatMap(([below, onNode]) =>
      textsBelow(join(root, below)).map((file) => sourceOf(file, posix.join(onNode, file.below))),
    );
  const onNode = (path: string): SourceFile[] =>
    textAt(join(root, path), path).map((file) => sourceOf(file, path));
  const flat = (): SourceFile[] =>
    textsBelow(root).map((file) =>
      sourceOf(file, flatNames[file.below] ?? posix.join('/etc/keepalived', file.below)),
    );
  const files = isTree
    ? [...mounted(trees), ...alsoInTrees.flatMap(onNode)]
    : isByDaemon
      ? unlessThere(mounted(configs), flat())
      : flat();
  const mains = [KEEPALIVED_CONF, HAPROXY_CFG, NGINX_CONF];
  if (!files.some(({ path }) => mains.includes(path))) {
    throw badInput(nothingToLint(name, dir));
  }
  const hostname = files.find(({ path }) => path === '/etc/hostname')?.text.trim();
  const node: LintNode = {
    name,
    ...(hostname !== undefined && hostname !== '' && { hostname }),
    files,
    mayHaveLostRunBits: files.every(({ mode }) => ((mode ?? 0) & 0o111) === 0),
    isAbsent: (path) => isTree && isMissingBelow(root, path),
    versions: given.versions,
    addresses: [],
    interfaces: null,
  };
  return withNamedFiles(node, isTree ? onNode : null);
}

/** Files of both kinds of layout; a path that has one already keeps it. */
function unlessThere(first: SourceFile[], more: SourceFile[]): SourceFile[] {
  const known = new Set(first.map(({ shown }) => shown));
  const paths = new Set(first.map(({ path }) => path));
  return [...first, ...more.filter(({ shown, path }) => !known.has(shown) && !paths.has(path))];
}

/** Programs are nobody's to copy: that /usr or /bin has them not says nothing. */
function isMissingBelow(root: string, path: string): boolean {
  const plain = posix.normalize(path);
  if (!plain.startsWith('/') || /^\/(usr|bin|sbin|lib\w*)\//.test(plain)) return false;
  return isDirectory(join(root, posix.dirname(plain))) && !isThere(join(root, plain));
}

/** The file as somebody would open it who typed DIR. */
function shownIn(dir: string, root: string, local: string): string {
  return join(dir, local.slice(root.length));
}

function notADirectory(name: string, dir: string): Problem {
  return {
    message: `--node ${name}=${dir}: no directory that can be read`,
    hint: 'name a directory with the keepalived.conf and haproxy.cfg of one node',
  };
}

function nothingToLint(name: string, dir: string): Problem {
  return {
    message: `--node ${name}=${dir}: no keepalived.conf, haproxy.cfg or nginx.conf that can be read as text`,
    hint: 'the directory holds them side by side, or as etc/keepalived, etc/haproxy, etc/nginx; files above 1 MiB are not read',
  };
}
