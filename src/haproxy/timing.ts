import type { BackendModel, ServerModel } from './model/types.ts';

/**
 * Milliseconds until haproxy takes a dead server for down (configuration manual: `inter`, `fastinter`, `fall`,
 * `timeout check`). `refused`: its port answers with a reset. `silent`: nothing answers, so every check also waits
 * for its own end: the connect timeout (at most `inter`) where `timeout check` is set, else `inter`. `Infinity` for a
 * server without `check`. Pure.
 */
export function serverDownBound(
  backend: Pick<BackendModel, 'timeouts'>,
  server: Pick<ServerModel, 'check' | 'interMs' | 'fastInterMs' | 'fall'>,
  how: 'refused' | 'silent',
): number {
  if (!server.check) return Infinity;
  const between = server.interMs + (server.fall - 1) * server.fastInterMs;
  if (how === 'refused') return between;
  const { check, connect = server.interMs } = backend.timeouts;
  const one = check === undefined ? server.interMs : Math.min(connect, server.interMs);
  return between + server.fall * one;
}

/**
 * Milliseconds for which the loss of one of several servers may cost requests: until its checks take it out. Without
 * checks only `option redispatch` leads a request to another server, after its last connection attempt.
 */
export function serverLossBound(backend: BackendModel, server: ServerModel): number {
  const down = serverDownBound(backend, server, 'silent');
  const { connect } = backend.timeouts;
  if (Number.isFinite(down) || !backend.redispatch || connect === undefined) return down;
  return Math.max(1, backend.retries) * connect;
}
