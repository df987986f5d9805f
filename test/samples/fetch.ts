import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { treeIn, type Tree } from './tree.ts';

export interface Fetched {
  trees: Tree[];
  /** What is not to be had, and why. */
  skipped: string[];
}

const wanted = ['bullseye', 'bookworm', 'trixie'].flatMap((suite) =>
  ['keepalived', 'haproxy'].map((name) => ({ suite, name, title: `${name} of Debian ${suite}` })),
);
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hadeploy-samples');

/** The sources that Debian has made its packages from; kept, because a released version stays as it is. */
export function fetched(): Fetched {
  mkdirSync(cache, { recursive: true });
  const apt = once(prepared);
  const result: Fetched = { trees: [], skipped: [] };
  for (const { suite, name, title } of wanted) {
    const directory = join(cache, `${suite}-${name}`);
    try {
      if (treeIn(directory) === null) unpack(download(apt(), `${name}/${suite}`), directory);
      const tree = treeIn(directory);
      if (tree === null) throw new Error('its source is not what it was expected to be');
      result.trees.push(tree);
    } catch (error) {
      result.skipped.push(`${title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return result;
}

/** Also where it fails: whoever asks again is told the same. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | { error: unknown } | null = null;
  return () => {
    if (made === null) {
      try {
        made = { value: make() };
      } catch (error) {
        made = { error };
      }
    }
    if ('error' in made) throw made.error;
    return made.value;
  };
}

/** Options of an apt of its own, which knows the sources of all three releases: this machine's stays as it is. */
function prepared(): string[] {
  const home = join(cache, 'apt');
  for (const part of ['lists/partial', 'archives/partial', 'source']) {
    mkdirSync(join(home, part), { recursive: true });
  }
  const list = join(home, 'sources.list');
  const line = (suite: string): string =>
    `deb-src [signed-by=${keyring}] ${mirror()} ${suite} main`;
  writeFileSync(list, `${[...new Set(wanted.map(({ suite }) => line(suite)))].join('\n')}\n`);
  const settings = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(home, 'lists'),
    'Dir::Cache': home,
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const { status, stderr, error } = spawnSync('apt-get', ['-q', ...options, 'update'], text);
  if (status !== 0) throw new Error(reasonIn(stderr, error));
  return options;
}

const text = { encoding: 'utf8', timeout: 300_000 } as const;

/** Where this machine has its Debian packages from. */
function mirror(): string {
  const filters = ['Label: Debian', 'Component: main', 'Created-By: Packages'];
  const { stdout } = spawnSync(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI)', ...filters],
    text,
  );
  const [first = ''] = (stdout ?? '').split('\n');
  if (first === '') throw new Error('this machine knows no mirror of Debian');
  return first;
}

/** A directory with what apt has downloaded; apt keeps nothing whose checksum is another. */
function download(options: string[], name: string): string {
  const directory = mkdtempSync(join(cache, 'apt/source/'));
  const { stderr, error } = spawnSync(
    'apt-get',
    ['-q', ...options, 'source', '--download-only', name],
    { ...text, cwd: directory },
  );
  if (archivesIn(directory).length > 0) return directory;
  rmSync(directory, { recursive: true });
  throw new Error(reasonIn(stderr, error));
}

/** The original first; of Debian's own part, the directory debian/. A mirror may lack the latter. */
function archivesIn(directory: string): string[] {
  const original = readdirSync(directory).filter((file) => /\.orig\.tar\.\w+$/.test(file));
  if (original.length === 0) return [];
  const own = readdirSync(directory).filter((file) => /\.debian\.tar\.\w+$/.test(file));
  return [...original, ...own].map((file) => join(directory, file));
}

function unpack(downloads: string, directory: string): void {
  const [original = '', own] = archivesIn(downloads);
  const unpacked = join(downloads, 'unpacked');
  mkdirSync(unpacked);
  execFileSync('tar', ['--strip-components=1', '-C', unpacked, '-xf', original]);
  if (own !== undefined) execFileSync('tar', ['-C', unpacked, '-xf', own]);
  rmSync(directory, { recursive: true, force: true });
  renameSync(unpacked, directory);
  rmSync(downloads, { recursive: true });
}

function reasonIn(stderr: string | null, error: Error | undefined): string {
  const told = (stderr ?? '').split('\n').find((line) => line.startsWith('E: '));
  return told?.slice(3) ?? error?.message ?? 'apt gives no reason';
}
