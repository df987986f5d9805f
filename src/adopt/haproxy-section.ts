import type { Section as Part } from '../haproxy/config/sections.ts';
import type { HaproxyFile } from '../haproxy/config/parse.ts';
import { backendOf, frontendOf, listenerOf, statsOf } from './haproxy-proxies.ts';
import {
  hasOption,
  numberUnless,
  timeoutsOf,
  unlessEmpty,
  unlessUsual,
  valueOf,
  wordsOf,
} from './haproxy-words.ts';
import type { Section } from './pair.ts';
import type { SecretNames } from './secret-names.ts';

const usualTimeouts: Record<string, string> = {
  connect: '5s',
  client: '50s',
  server: '50s',
  http_request: '10s',
};
const statsName = 'hadeploy-stats';

const known = ['global', 'defaults', 'frontend', 'backend', 'listen'];

/** The first section that an inventory has no words for, and why; null: there is none. */
export function unsaidSection({ sections }: HaproxyFile): string | null {
  const unknown = sections.find(({ kind }) => !known.includes(kind));
  if (unknown) return `a section \`${unknown.kind}\``;
  // A statistics page, or one that passes everything on.
  const empty = sections.find(
    (part) => part.kind === 'listen' && wordsOf(part, 'server').length === 0,
  );
  return empty ? `\`listen ${empty.name ?? ''}\`, which has no server of its own` : null;
}

/** The `haproxy:` section that says all that a haproxy.cfg of ours says. Whether it does, rendering it shows. */
export function haproxyInFull({ sections }: HaproxyFile, secrets: SecretNames): Section {
  const of = (kind: string): Part[] => sections.filter((one) => one.kind === kind);
  const [global] = of('global');
  const [defaults] = of('defaults');
  const stats = of('frontend').find(({ name }) => name === statsName);
  const frontends = of('frontend').filter((one) => one !== stats);
  const clientSides = [...frontends, ...of('listen')];
  // What is said once in the inventory stands in each proxy that speaks http.
  const option = (name: string): boolean => clientSides.some((part) => hasOption(part, name));
  const socket = wordsOf(global, 'stats').find(([what]) => what === 'socket')?.[1];
  const times = Object.entries(timeoutsOf(defaults)).filter(
    ([name, value]) => value !== usualTimeouts[name],
  );
  return {
    ...unlessUsual('mode', valueOf(defaults, 'mode'), 'http'),
    ...numberUnless('maxconn', valueOf(global, 'maxconn')),
    ...unlessUsual('hard_stop_after', valueOf(global, 'hard-stop-after')),
    ...unlessEmpty('timeouts', Object.fromEntries(times)),
    ...numberUnless('retries', valueOf(defaults, 'retries'), 3),
    ...(!hasOption(defaults, 'redispatch') && { redispatch: false }),
    ...(hasOption(defaults, 'clitcpka') && { tcp_keepalive: true }),
    ...(option('forwardfor') && { forwardfor: true }),
    ...(option('http-server-close') && { http_server_close: true }),
    ...unlessUsual('admin_socket', socket, '/run/haproxy/admin.sock'),
    ...unlessEmpty('frontends', named(frontends, frontendOf)),
    ...unlessEmpty('backends', named(of('backend'), backendOf)),
    ...unlessEmpty('listeners', named(of('listen'), listenerOf)),
    ...(stats && { stats: statsOf(stats, secrets) }),
  };
}

function named(parts: Part[], sectionOf: (part: Part) => Section): Section {
  return Object.fromEntries(parts.map((part) => [part.name ?? '', sectionOf(part)]));
}
