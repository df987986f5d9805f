import type { Place } from '../../core/place.ts';
import type { SyntaxProblem } from '../config/token.ts';

/** What a haproxy.cfg makes of one node. Times in milliseconds; defaults are haproxy's own. */
export interface HaproxyModel {
  global: GlobalModel;
  /** `frontend` and `listen` sections. */
  frontends: FrontendModel[];
  /** `backend` and `listen` sections. */
  backends: BackendModel[];
  problems: readonly SyntaxProblem[];
}

export interface GlobalModel {
  maxconn: number | null;
  /** `stats socket`. */
  sockets: SocketModel[];
  hardStopAfterMs: number | null;
}

export interface SocketModel extends Place {
  /** A path, or an address with its port. */
  address: string;
  level: 'user' | 'operator' | 'admin';
  mode: string | null;
  exposesListeners: boolean;
}

export type Mode = 'tcp' | 'http' | 'health' | 'log' | 'spop';

export interface ProxyModel extends Place {
  name: string;
  kind: 'frontend' | 'backend' | 'listen';
  mode: Mode;
  disabled: boolean;
  maxconn: number | null;
  /** By the name after `timeout`: `connect`, `client`, `server`, `check`, `queue`, `http-request`, `tunnel`, … */
  timeouts: Record<string, number>;
}

export interface FrontendModel extends ProxyModel {
  binds: BindModel[];
  defaultBackend: string | null;
  /** Of `use_backend`, as they are written. */
  useBackends: string[];
}

/** One listening address; a range of ports is several. */
export interface BindModel extends Place {
  /** `*` for every address of both families or of IPv4; `::` and such for IPv6. */
  address: string;
  port: number;
  ssl: boolean;
  /** `transparent`: binds an address that the node does not have. */
  transparent: boolean;
  /** QUIC, or another listener of UDP: a TCP listener on the same port does not disturb it. */
  datagram: boolean;
  /** The words after the address. */
  options: string[];
}

export interface BackendModel extends ProxyModel {
  balance: string;
  servers: ServerModel[];
  /** `option httpchk`, null: none. */
  httpchk: { method: string; uri: string } | null;
  /** Connection attempts after the first. */
  retries: number;
  /** Whether the last of them may go to another server. */
  redispatch: boolean;
}

export interface ServerModel extends Place {
  name: string;
  /** As it is written, without its port. */
  address: string;
  /** null: that of the client's connection. */
  port: number | null;
  check: boolean;
  interMs: number;
  /** While it is between up and down. */
  fastInterMs: number;
  /** While it is down. */
  downInterMs: number;
  rise: number;
  fall: number;
  backup: boolean;
  disabled: boolean;
  weight: number;
  maxconn: number | null;
  onMarkedDown: string | null;
  /** Every parameter in force, those of `default-server` too; a flag's value is empty, a `no-…` one is not in it. */
  parameters: ReadonlyMap<string, string>;
}
