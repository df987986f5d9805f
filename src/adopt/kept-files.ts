import type { AdoptedFile, AdoptedPair, Section } from './pair.ts';
import { definitionsOf } from './password-definitions.ts';
import { hasMarks, withoutPasswords, type MainFileName } from './without-passwords.ts';
import { SecretNames } from './secret-names.ts';

/** A node's file that is kept in the project as it is. */
export interface KeptFile {
  /** Below `files/CLUSTER/`. */
  local: string;
  text: string;
  /** Passwords stand in it. */
  isPrivate: boolean;
  step: Section;
}

/** Files that are the same on both nodes once, all others once for each node that has them. Pure. */
export function keptFiles(
  cluster: string,
  nodes: AdoptedPair,
  ofNode: (node: AdoptedPair[number]) => AdoptedFile[],
): KeptFile[] {
  const definitions = definitionsOf(nodes);
  const all = nodes.flatMap((node) => ofNode(node).map((file) => ({ node, file })));
  const paths = [...new Set(all.map(({ file }) => file.path))].sort();
  const kept = (file: AdoptedFile, host: string | null): KeptFile =>
    keptFile(cluster, file, { host, isPrivate: holdsPasswords(file, definitions) });
  return paths.flatMap((path) => {
    const on = all.filter(({ file }) => file.path === path);
    const [first] = on;
    const isShared =
      on.length === nodes.length && on.every(({ file }) => first && isSame(file, first.file));
    return first && isShared
      ? [kept(first.file, null)]
      : on.map(({ node, file }) => kept(file, node.name));
  });
}

function isSame(one: AdoptedFile, other: AdoptedFile): boolean {
  const { text, mode, owner, group } = other;
  return one.text === text && one.mode === mode && one.owner === owner && one.group === group;
}

function keptFile(
  cluster: string,
  file: AdoptedFile,
  { host, isPrivate }: { host: string | null; isPrivate: boolean },
): KeptFile {
  const local = `${host === null ? '' : `${host}/`}${file.path.slice(1)}`;
  const step = { path: file.path, source: `../files/${cluster}/${local}`, ...rightsOf(file) };
  return {
    local,
    text: file.text,
    isPrivate,
    step: {
      file: { ...step, ...validatorOf(file) },
      ...(host !== null && { hosts: [host] }),
      tags: [tagOf(file)],
    },
  };
}

/** Only what is not usual. */
export function rightsOf({ mode, owner, group }: AdoptedFile): Section {
  return {
    ...(mode !== '0644' && { mode }),
    ...(owner !== 'root' && { owner }),
    ...(group !== 'root' && { group }),
  };
}

function validatorOf({ path, text }: AdoptedFile): Section {
  if (path === '/etc/keepalived/keepalived.conf') return { validate: 'keepalived' };
  if (path === '/etc/haproxy/haproxy.cfg') return { validate: 'haproxy' };
  return /^#!\s*\/bin\/sh\b/.test(text) ? { validate: 'sh' } : {};
}

function tagOf({ path }: AdoptedFile): string {
  return path.startsWith('/etc/haproxy/') ? 'haproxy' : 'keepalived';
}

function holdsPasswords({ path, text }: AdoptedFile, definitions: ReadonlySet<string>): boolean {
  const as: MainFileName = path.startsWith('/etc/haproxy/') ? 'haproxy.cfg' : 'keepalived.conf';
  return hasMarks(withoutPasswords(as, text, new SecretNames(), definitions));
}
