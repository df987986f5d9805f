import type { Section as Part, Statement } from '../haproxy/config/sections.ts';
import type { HaproxyFile } from '../haproxy/config/parse.ts';
import type { Section } from './pair.ts';
import type { SecretNames } from './secret-names.ts';

const timeouts = { connect: '5s', client: '50s', server: '50s', 'http-request': '10s' };
const statsName = 'hadeploy-stats';

const known = ['global', 'defaults', 'frontend', 'backend'];

/** The kind of the first section that an inventory has no words for; null: there is none. */
export function unsaidSection({ sections }: HaproxyFile): string | null {
  return sections.find(({ kind }) => !known.includes(kind))?.kind ?? null;
}

/** The `haproxy:` section that says all that a haproxy.cfg of ours says. Whether it does, rendering it shows. */
export function haproxyInFull({ sections }: HaproxyFile, secrets: SecretNames): Section {
  const of = (kind: string): Part[] => sections.filter((one) => one.kind === kind);
  const [global] = of('global');
  const [defaults] = of('defaults');
  const stats = of('frontend').find(({ name }) => name === statsName);
  const maxconn = numberOf(global, 'maxconn');
  const socket = wordsOf(global, 'stats').find(([what]) => what === 'socket')?.[1];
  const times = Object.entries(timeouts).flatMap(([name, usual]): [string, string][] => {
    const value = wordsOf(defaults, 'timeout').find(([what]) => what === name)?.[1];
    return value === undefined || value === usual ? [] : [[name.replace('-', '_'), value]];
  });
  const mode = valueOf(defaults, 'mode') ?? 'http';
  return {
    ...(mode !== 'http' && { mode }),
    ...(maxconn !== undefined && { maxconn }),
    ...(times.length > 0 && { timeouts: Object.fromEntries(times) }),
    ...(socket !== undefined && socket !== '/run/haproxy/admin.sock' && { admin_socket: socket }),
    frontends: named(
      of('frontend')
        .filter((one) => one !== stats)
        .map(frontendOf),
    ),
    backends: named(of('backend').map(backendOf)),
    ...(stats && { stats: statsOf(stats, secrets) }),
  };
}

function frontendOf(part: Part): [string, Section] {
  const bind = wordsOf(part, 'bind').map(([address = '']) => address);
  const maxconn = numberOf(part, 'maxconn');
  const mode = valueOf(part, 'mode');
  return [
    part.name ?? '',
    {
      bind: bind.length === 1 ? bind[0] : bind,
      ...(mode !== undefined && { mode }),
      ...(maxconn !== undefined && { maxconn }),
      default_backend: valueOf(part, 'default_backend') ?? '',
    },
  ];
}

function backendOf(part: Part): [string, Section] {
  const [, , httpchk] = wordsOf(part, 'option').find(([what]) => what === 'httpchk') ?? [];
  const checked = wordsOf(part, 'default-server')[0] ?? [];
  const health = {
    ...unlessUsual('inter', after(checked, 'inter'), '2s'),
    ...numberUnless('rise', after(checked, 'rise'), 2),
    ...numberUnless('fall', after(checked, 'fall'), 3),
  };
  const mode = valueOf(part, 'mode');
  return [
    part.name ?? '',
    {
      ...(mode !== undefined && { mode }),
      balance: wordsOf(part, 'balance')[0]?.join(' ') ?? 'roundrobin',
      ...(httpchk !== undefined && { httpchk }),
      ...(Object.keys(health).length > 0 && { health }),
      servers: named(wordsOf(part, 'server').map(serverOf)),
    },
  ];
}

function serverOf([name = '', address = '', ...words]: string[]): [string, Section] {
  return [
    name,
    {
      address,
      ...numberUnless('weight', after(words, 'weight')),
      ...numberUnless('maxconn', after(words, 'maxconn')),
      ...(words.includes('backup') && { backup: true }),
      ...(!words.includes('check') && { check: false }),
    },
  ];
}

function statsOf(part: Part, secrets: SecretNames): Section {
  const said = (what: string): string =>
    wordsOf(part, 'stats').find(([first]) => first === what)?.[1] ?? '';
  const [user = '', password = ''] = said('auth').split(/:(.*)/s);
  return {
    bind: wordsOf(part, 'bind').map(([address = '']) => address),
    uri: said('uri'),
    refresh: said('refresh'),
    user,
    password: secrets.refFor('stats', password),
  };
}

function wordsOf(part: Part | undefined, keyword: string): string[][] {
  const lines: readonly Statement[] = part?.statements ?? [];
  return lines
    .filter((line) => line.keyword === keyword && line.prefix === null)
    .map(({ words }) => words.map(({ text }) => text));
}

function valueOf(part: Part | undefined, keyword: string): string | undefined {
  return wordsOf(part, keyword).at(-1)?.[0];
}

function numberOf(part: Part | undefined, keyword: string): number | undefined {
  const value = valueOf(part, keyword);
  return value === undefined ? undefined : Number(value);
}

function after(words: string[], keyword: string): string | undefined {
  const at = words.indexOf(keyword);
  return at === -1 ? undefined : words[at + 1];
}

function unlessUsual(key: string, value: string | undefined, usual: string): Section {
  return value === undefined || value === usual ? {} : { [key]: value };
}

function numberUnless(key: string, value: string | undefined, usual?: number): Section {
  return value === undefined || Number(value) === usual ? {} : { [key]: Number(value) };
}

function named(all: [string, Section][]): Section {
  return Object.fromEntries(all);
}
