import { placeOf, type Place } from '../../core/place.ts';
import type { Statement } from '../config/sections.ts';
import { splitAddress } from './address.ts';
import type { Proxy } from './proxy.ts';
import type { Room } from './room.ts';
import { ours, withValue } from './server-parameters.ts';
import { timeOf } from './time.ts';
import type { ServerModel } from './types.ts';

/** More servers than any real template makes; a hostile one must not fill the memory. */
const MOST_SERVERS = 1024;

/** More parameters than haproxy has. */
const MOST_DEFAULTS = 200;

interface Settings {
  flags: ReadonlyMap<string, boolean>;
  values: ReadonlyMap<string, string>;
  /** What lines come to that have these for defaults, by their own parameters: most servers have the same. */
  servers: Map<string, Parameters>;
}

/** All of a server but who it is. */
type Parameters = Omit<ServerModel, 'name' | 'address' | 'port' | keyof Place>;

/** `server` and `server-template` lines, each with the `default-server` lines before it. */
export function serversOf(proxy: Proxy, room: Room): ServerModel[] {
  let defaults = inheritedBy(proxy);
  return proxy.section.statements.flatMap((line) => {
    const words = textsOf(line);
    if (line.keyword === 'default-server') defaults = defaultsOf(words, defaults);
    if (line.keyword === 'server') return [serverOf(line, words, defaults)];
    return line.keyword === 'server-template' ? templateOf(line, words, defaults, room) : [];
  });
}

const known = new WeakMap<Proxy['inherited'], Settings>();

/** Of all proxies that take the same `defaults`, read once. */
function inheritedBy({ inherited }: Proxy): Settings {
  const settings =
    known.get(inherited) ??
    inherited
      .filter(({ keyword }) => keyword === 'default-server')
      .reduce((before, line) => defaultsOf(textsOf(line), before), withNothing());
  known.set(inherited, settings);
  return settings;
}

function withNothing(): Settings {
  return { flags: new Map(), values: new Map(), servers: new Map() };
}

/** `server-template PREFIX NUMBER|FIRST-LAST ADDRESS …` */
function templateOf(
  line: Statement,
  words: string[],
  defaults: Settings,
  room: Room,
): ServerModel[] {
  const [prefix = '', range = '', ...rest] = words;
  const [, low = '', high] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range) ?? [];
  const first = high === undefined ? 1 : Number(low);
  const count = Math.min(Number(high ?? low) - first + 1, MOST_SERVERS);
  const server = serverOf(line, [prefix, ...rest], defaults);
  return Array.from({ length: room.take(count) }, (_, index) => ({
    ...server,
    name: `${prefix}${first + index}`,
  }));
}

/** Every server after it takes them over. */
function defaultsOf(words: string[], inherited: Settings): Settings {
  const settings = settingsOf(words.slice(0, MOST_DEFAULTS), inherited);
  return settings.flags.size + settings.values.size > MOST_DEFAULTS ? inherited : settings;
}

function settingsOf(words: string[], inherited: Settings): Settings {
  const flags = new Map(inherited.flags);
  const values = new Map(inherited.values);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (ours.has(word) || withValue.has(word)) {
      values.set(word, words[at + 1] ?? '');
      at += 1;
    } else flags.set(word.replace(/^no-/, ''), !word.startsWith('no-'));
  }
  return { flags, values, servers: new Map() };
}

function serverOf(line: Statement, words: string[], defaults: Settings): ServerModel {
  const [name = '', target = '', ...rest] = words;
  const said = rest.join('\0');
  const parameters = defaults.servers.get(said) ?? parametersOf(rest, defaults);
  defaults.servers.set(said, parameters);
  const { host, port } = splitAddress(target);
  return {
    ...parameters,
    ...placeOf(line),
    name,
    address: host,
    // `+N` and `-N` are relative to the client's port.
    port: port === null || !/^[1-9]\d{0,4}$/.test(port) ? null : Number(port),
  };
}

function parametersOf(words: string[], defaults: Settings): Parameters {
  const { flags, values } = settingsOf(words, defaults);
  const number = (key: string, otherwise: number): number => {
    const value = Number(values.get(key) ?? NaN);
    return Number.isFinite(value) ? value : otherwise;
  };
  const interMs = timeOf(values.get('inter')) ?? 2000;
  const maxconn = number('maxconn', NaN);
  return {
    check: flags.get('check') === true,
    interMs,
    fastInterMs: timeOf(values.get('fastinter')) ?? interMs,
    downInterMs: timeOf(values.get('downinter')) ?? interMs,
    rise: Math.max(1, number('rise', 2)),
    fall: Math.max(1, number('fall', 3)),
    backup: flags.get('backup') === true,
    disabled: flags.get('disabled') === true,
    weight: number('weight', 1),
    maxconn: Number.isNaN(maxconn) ? null : maxconn,
    onMarkedDown: values.get('on-marked-down') ?? null,
    parameters: new Map([
      ...[...flags].filter(([, on]) => on).map(([flag]) => [flag, ''] as const),
      ...values,
    ]),
  };
}

function textsOf(line: Statement): string[] {
  return line.words.map(({ text }) => text);
}
