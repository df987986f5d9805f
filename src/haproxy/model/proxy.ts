import { placeOf } from '../../core/place.ts';
import type { Section, Statement } from '../config/sections.ts';
import { timeOf } from './time.ts';
import type { Mode, ProxyModel } from './types.ts';

/** A proxy's own lines after those of the defaults that it takes: the later one counts. */
export interface Proxy {
  section: Section;
  inherited: readonly Statement[];
}

/** More lines than any real defaults have: each proxy takes them over, and a hostile file must not fill the memory. */
const MOST_INHERITED = 256;

/** Every proxy with its defaults: those named by `from`, else the last `defaults` before it. */
export function proxiesOf(sections: readonly Section[]): Proxy[] {
  const named = new Map<string, readonly Statement[]>();
  let current: readonly Statement[] = [];
  const proxies: Proxy[] = [];
  for (const section of sections) {
    const from = section.from === null ? undefined : named.get(section.from);
    if (section.kind === 'defaults') {
      current = [...(from ?? []), ...section.statements].slice(-MOST_INHERITED);
      if (section.name !== null) named.set(section.name, current);
    } else if (['frontend', 'backend', 'listen'].includes(section.kind)) {
      proxies.push({ section, inherited: from ?? current });
    }
  }
  return proxies;
}

/** Lines that begin with a keyword, the inherited ones first. */
export function linesOf({ section, inherited }: Proxy, keyword: string): Statement[] {
  const isMeant = (one: Statement): boolean => one.keyword === keyword;
  return [...inherited.filter(isMeant), ...section.statements.filter(isMeant)];
}

/** The first word of the last such line; null where there is none. */
export function valueOf(proxy: Proxy, keyword: string): string | null {
  return lastOf(proxy, (one) => one.keyword === keyword)?.words[0]?.text ?? null;
}

function lastOf(
  { section, inherited }: Proxy,
  isMeant: (one: Statement) => boolean,
): Statement | undefined {
  return section.statements.findLast(isMeant) ?? inherited.findLast(isMeant);
}

/** The last `option NAME`, unless `no` stands before it. */
export function optionOf(proxy: Proxy, name: string): Statement | null {
  const last = lastOf(
    proxy,
    ({ keyword, words }) => keyword === 'option' && words[0]?.text === name,
  );
  return last === undefined || last.prefix !== null ? null : last;
}

const modes: readonly string[] = ['tcp', 'http', 'health', 'log', 'spop'];

/** Names of timeouts from before `timeout NAME`; gone with haproxy 2.1. */
const oldTimeouts: Record<string, string> = {
  contimeout: 'connect',
  clitimeout: 'client',
  srvtimeout: 'server',
};

export function proxyModelOf(proxy: Proxy): ProxyModel {
  const { section, inherited } = proxy;
  const lines = [...inherited, ...section.statements];
  const mode = valueOf(proxy, 'mode') ?? 'tcp';
  const maxconn = Number(valueOf(proxy, 'maxconn') ?? NaN);
  const kind = section.kind === 'listen' || section.kind === 'backend' ? section.kind : 'frontend';
  return {
    ...placeOf(section),
    name: section.name ?? '',
    kind,
    mode: isMode(mode) ? mode : 'tcp',
    disabled: isDisabled(proxy),
    maxconn: Number.isNaN(maxconn) ? null : maxconn,
    timeouts: timeoutsOf(lines),
  };
}

function isMode(text: string): text is Mode {
  return modes.includes(text);
}

function isDisabled(proxy: Proxy): boolean {
  const last = lastOf(proxy, ({ keyword }) => keyword === 'disabled' || keyword === 'enabled');
  return last?.keyword === 'disabled';
}

function timeoutsOf(lines: readonly Statement[]): Record<string, number> {
  const timeouts: Record<string, number> = {};
  for (const { keyword, words } of lines) {
    const old = oldTimeouts[keyword];
    const name = keyword === 'timeout' ? words[0]?.text : old;
    const time = timeOf((old === undefined ? words[1] : words[0])?.text);
    if (name !== undefined && time !== null) timeouts[name] = time;
  }
  return timeouts;
}
