import { placeOf } from '../../core/place.ts';
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
  flags: Map<string, boolean>;
  values: Map<string, string>;
}

/** `server` and `server-template` lines, each with the `default-server` lines before it. */
export function serversOf(proxy: Proxy, room: Room): ServerModel[] {
  let defaults: Settings = { flags: new Map(), values: new Map() };
  for (const line of proxy.inherited.filter(({ keyword }) => keyword === 'default-server')) {
    defaults = defaultsOf(textsOf(line), defaults);
  }
  return proxy.section.statements.flatMap((line) => {
    const words = textsOf(line);
    if (line.keyword === 'default-server') defaults = defaultsOf(words, defaults);
    if (line.keyword === 'server') return [serverOf(line, words, defaults)];
    return line.keyword === 'server-template' ? templateOf(line, words, defaults, room) : [];
  });
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
  const settings = { flags: new Map(inherited.flags), values: new Map(inherited.values) };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (ours.has(word) || withValue.has(word)) {
      settings.values.set(word, words[at + 1] ?? '');
      at += 1;
    } else settings.flags.set(word.replace(/^no-/, ''), !word.startsWith('no-'));
  }
  return settings;
}

function serverOf(line: Statement, words: string[], defaults: Settings): ServerModel {
  const [name = '', target = '', ...rest] = words;
  const { flags, values } = settingsOf(rest, defaults);
  const number = (key: string, otherwise: number): number => {
    const value = Number(values.get(key) ?? NaN);
    return Number.isFinite(value) ? value : otherwise;
  };
  const interMs = timeOf(values.get('inter')) ?? 2000;
  const maxconn = number('maxconn', NaN);
  const { host, port } = splitAddress(target);
  return {
    ...placeOf(line),
    name,
    address: host,
    // `+N` and `-N` are relative to the client's port.
    port: port === null || !/^[1-9]\d{0,4}$/.test(port) ? null : Number(port),
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
