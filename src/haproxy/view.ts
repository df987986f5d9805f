import type { HaproxySection } from './section.ts';

/** What a template of haproxy.cfg sees of the `haproxy` section: lists with names, nothing undefined. */
export function haproxyView(section: HaproxySection) {
  return {
    mode: section.mode,
    maxconn: section.maxconn,
    timeouts: section.timeouts,
    admin_socket: section.admin_socket,
    frontends: Object.entries(section.frontends).map(([name, frontend]) => ({
      name,
      bind: frontend.bind,
      mode: frontend.mode ?? section.mode,
      default_backend: frontend.default_backend,
      maxconn: frontend.maxconn ?? null,
    })),
    backends: Object.entries(section.backends).map(([name, backend]) => ({
      name,
      mode: backend.mode ?? section.mode,
      balance: backend.balance.split(' '),
      httpchk: backend.httpchk ?? null,
      health: backend.health,
      servers: Object.entries(backend.servers).map(([server, of]) => ({
        name: server,
        address: of.address,
        weight: of.weight ?? null,
        maxconn: of.maxconn ?? null,
        backup: of.backup,
        check: of.check,
      })),
    })),
    stats: section.stats ?? null,
  };
}
