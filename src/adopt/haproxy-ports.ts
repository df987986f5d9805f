import { isIP } from 'node:net';
import { name as nameSchema } from '../core/schema.ts';
import type { HaproxyModel } from '../haproxy/model/types.ts';
import type { Section } from './pair.ts';

const usualSocket = '/run/haproxy/admin.sock';

/**
 * The `haproxy:` section for a haproxy.cfg that stays a file of its own: where it listens and can be asked, so that
 * verify and drills know which ports of a VIP answer.
 */
export function haproxyBesideFile({ global, frontends }: HaproxyModel): Section {
  const bound = new Set<string>();
  const written = frontends.flatMap((frontend): [string, Section][] => {
    const { name, mode, disabled, defaultBackend, useBackends } = frontend;
    if (disabled || !isName(name) || (mode !== 'http' && mode !== 'tcp')) return [];
    const bind = frontend.binds
      .filter(({ datagram, port }) => !datagram && port >= 1 && port <= 65535)
      .filter(({ address }) => address === '*' || (isIP(address) !== 0 && !address.includes('%')))
      .map(({ address, port }) => `${isIP(address) === 6 ? `[${address}]` : address}:${port}`)
      .filter((text) => !bound.has(text));
    const own = [...new Set(bind)];
    for (const one of own) bound.add(one);
    const backend = [defaultBackend, ...useBackends, name].find(
      (one) => one !== null && isName(one),
    );
    return own.length === 0 ? [] : [[name, { bind: own, mode, default_backend: backend }]];
  });
  const paths = global.sockets.filter(({ address }) => /^(\/[A-Za-z0-9_.-]+)+$/.test(address));
  const socket = (paths.find(({ level }) => level === 'admin') ?? paths[0])?.address;
  return {
    ...(socket !== undefined && socket !== usualSocket && { admin_socket: socket }),
    frontends: Object.fromEntries(written),
  };
}

function isName(text: string): boolean {
  return nameSchema('a frontend').safeParse(text).success;
}
