import { bindsOf } from './binds.ts';
import type { HaproxySection, HaproxyServers } from './section.ts';

/** What a template of haproxy.cfg sees of the `haproxy` section: lists with names, nothing undefined. */
export function haproxyView(section: HaproxySection) {
  const { mode, maxconn, timeouts, admin_socket, retries, redispatch, tcp_keepalive } = section;
  const shared = { mode, maxconn, admin_socket, retries, redispatch, tcp_keepalive };
  const isHttp = (of: { mode?: 'http' | 'tcp' | undefined }): boolean =>
    (of.mode ?? mode) === 'http';
  const clientSide = (of: HaproxySection['listeners'][string] | Frontend) => ({
    bind: of.bind,
    mode: of.mode ?? mode,
    maxconn: of.maxconn ?? null,
    forwardfor: section.forwardfor && isHttp(of),
    http_server_close: section.http_server_close && isHttp(of),
  });
  return {
    ...shared,
    hard_stop_after: section.hard_stop_after ?? null,
    timeouts: { ...timeouts, extra: timeoutList(timeouts).filter(isExtra) },
    frontends: Object.entries(section.frontends).map(([name, frontend]) => ({
      name,
      ...clientSide(frontend),
      default_backend: frontend.default_backend,
      timeouts: timeoutList(frontend.timeouts),
    })),
    backends: Object.entries(section.backends).map(([name, backend]) => ({
      name,
      mode: backend.mode ?? mode,
      ...serverSide(backend),
      timeouts: timeoutList(backend.timeouts),
    })),
    listeners: Object.entries(section.listeners).map(([name, listener]) => ({
      name,
      ...clientSide(listener),
      ...serverSide(listener),
      timeouts: timeoutList(listener.timeouts),
    })),
    stats: section.stats ? { ...section.stats, realm: section.stats.realm ?? null } : null,
    ports: servedPorts(section),
  };
}

/** Which proxy's servers serve a port, each pair once. */
function servedPorts(section: HaproxySection) {
  const seen = new Set<string>();
  return bindsOf(section).flatMap(({ endpoint: { port }, servedBy }) => {
    const key = `${port} ${servedBy}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ port, served_by: servedBy }];
  });
}

type Frontend = HaproxySection['frontends'][string];

function serverSide(of: HaproxyServers) {
  return {
    balance: of.balance.split(' '),
    httpchk: of.httpchk ?? null,
    httpchk_status: of.httpchk_status ?? null,
    httpchk_host: of.httpchk_host ?? null,
    tcp_check: (of.tcp_check ?? []).map((one) =>
      'send' in one ? { send: one.send, expect: null } : { send: null, expect: one.expect },
    ),
    health: { ...of.health, fastinter: of.health.fastinter ?? null },
    retries: of.retries ?? null,
    drop_dead_sessions: of.drop_dead_sessions,
    servers: Object.entries(of.servers).map(([name, server]) => ({
      name,
      address: server.address,
      weight: server.weight ?? null,
      maxconn: server.maxconn ?? null,
      backup: server.backup,
      check: server.check,
      inter: server.inter ?? null,
      rise: server.rise ?? null,
      fall: server.fall ?? null,
    })),
  };
}

/** Named as haproxy.cfg names them. */
function timeoutList(timeouts: Record<string, string | undefined>) {
  return Object.entries(timeouts).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: name.replaceAll('_', '-'), value }],
  );
}

/** The others stand in the template by name. */
function isExtra({ name }: { name: string }): boolean {
  return !['connect', 'client', 'server', 'http-request'].includes(name);
}
