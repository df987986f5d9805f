import { readdir, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { home, type HostConfig } from './host-config.ts';

/** What a configuration that `ssh -G` need not be asked about can still say. */
export type PlainConfig = Pick<HostConfig, 'hashKnownHosts'>;

interface Directive {
  keyword: string;
  value: string;
}

/** About what ssh sends or how it logs in by means that transport ssh2 has not. */
const beyondUs = ['sendenv', 'gssapiauthentication', 'gssapidelegatecredentials'];

const systemDirectory = '/etc/ssh';

/**
 * null: ssh itself must be asked. Otherwise every directive in the files that ssh would read has been seen, and none
 * can change how a host is reached: as on a fresh Debian or Ubuntu, whose file only says `Host *`, SendEnv,
 * GSSAPI and HashKnownHosts.
 */
export async function readPlainConfig(): Promise<PlainConfig | null> {
  // Elsewhere the ssh in PATH may well read other files.
  if (platform() !== 'linux') return null;
  try {
    const own = await directivesOf(join(home(), '.ssh', 'config'));
    if (own.length > 0) return null;
    return judgeDirectives(await systemDirectives());
  } catch {
    return null;
  }
}

async function systemDirectives(): Promise<Directive[]> {
  const main = await directivesOf(join(systemDirectory, 'ssh_config'));
  const all: Directive[] = [];
  for (const directive of main) {
    const include = join(systemDirectory, 'ssh_config.d', '*.conf');
    if (directive.keyword !== 'include' || directive.value !== include) all.push(directive);
    else all.push(...(await dropIns()));
  }
  return all;
}

async function dropIns(): Promise<Directive[]> {
  const directory = join(systemDirectory, 'ssh_config.d');
  const names = await readdir(directory).catch(absent);
  const files = (names ?? []).filter((name) => name.endsWith('.conf')).sort();
  return (await Promise.all(files.map((name) => directivesOf(join(directory, name))))).flat();
}

async function directivesOf(file: string): Promise<Directive[]> {
  return parseDirectives((await readFile(file, 'utf8').catch(absent)) ?? '');
}

/** "keyword value" or "keyword=value"; comments and blank lines are passed over. */
export function parseDirectives(text: string): Directive[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, keyword = line, value = ''] = /^([^\s=]+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
      return { keyword: keyword.toLowerCase(), value };
    });
}

/** null where anything is said that this function does not know to be harmless. */
export function judgeDirectives(directives: Directive[]): PlainConfig | null {
  let hashKnownHosts: boolean | null = null;
  for (const { keyword, value } of directives) {
    if (beyondUs.includes(keyword) || (keyword === 'host' && value === '*')) continue;
    if (keyword !== 'hashknownhosts' || !/^(yes|no)$/.test(value)) return null;
    hashKnownHosts ??= value === 'yes'; // the first wins
  }
  return { hashKnownHosts: hashKnownHosts ?? false };
}

/** A file that is not there says nothing; one that cannot be read is ssh's business. */
function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
