import type { Service } from '../../core/drill.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { Secret } from '../../core/secret.ts';
import type { Place } from '../../core/place.ts';
import type { HaproxyModel } from '../../haproxy/model/types.ts';
import type { SyntaxProblem } from '../config/token.ts';
import type { LvsServer, LvsService } from '../lvs/table.ts';
import type { Version } from '../version.ts';

/** keepalived on all nodes of a cluster, side by side. Times in milliseconds; defaults are keepalived's own. */
export interface PairModel {
  nodes: NodeModel[];
  /** Every instance that some node has, in the order of the first node. */
  instances: PairInstance[];
}

export interface PairInstance {
  name: string;
  /** The nodes that have it, in the order of the cluster. */
  on: { host: string; instance: InstanceModel }[];
}

export interface NodeModel {
  host: string;
  /** null: not known. */
  version: Version | null;
  /** null: not given. */
  haproxy: HaproxyModel | null;
  haproxyVersion: Version | null;
  /** The node's own addresses, where the caller knows them. */
  addresses: string[];
  /** Whether systemd starts a daemon again that died; null: not known. */
  restarts: Record<Daemon, boolean | null>;
  /** How long it waits before. */
  restartDelayMs: Record<Daemon, number>;
  global: GlobalModel;
  scripts: ScriptModel[];
  processes: ProcessModel[];
  files: FileModel[];
  bfds: BfdModel[];
  groups: GroupModel[];
  instances: InstanceModel[];
  virtualServers: VirtualServerModel[];
  problems: SyntaxProblem[];
}

export type Daemon = Service | 'keepalived';

export interface GlobalModel {
  routerId: string | null;
  /** What instances without their own take; null: not said (2, for IPv6 3). */
  vrrpVersion: 2 | 3 | null;
  strict: boolean;
  scriptUser: string | null;
  scriptSecurity: boolean;
  /** `vrrp_down_timer_adverts`. */
  downAdverts: number;
  startupDelayMs: number;
  /** Real-time priority of the VRRP process; null: none. */
  rtPriority: number | null;
  checkUnicastSource: boolean;
  garp: GarpModel;
}

/** Gratuitous ARP of a new master. */
export interface GarpModel {
  delayMs: number;
  repeat: number;
  /** How often a master repeats it; 0: never. */
  refreshMs: number;
  /** Whether a master that sees a better one answers once more, so that the better one announces itself again. */
  higherPrioSendAdvert: boolean;
}

export interface ScriptModel extends Place {
  name: string;
  /** As it is written: path and arguments. */
  command: string;
  /** Of `command`, without arguments. */
  path: string;
  intervalMs: number;
  /** How long one run may take; keepalived's default is the interval. */
  timeoutMs: number;
  fall: number;
  rise: number;
  weight: number;
  reverse: boolean;
  user: string | null;
}

export interface ProcessModel extends Place {
  name: string;
  process: string;
  weight: number;
  reverse: boolean;
  /** From the process's end until it counts. */
  terminateDelayMs: number;
  /** From its start until it counts. */
  forkDelayMs: number;
}

export interface FileModel extends Place {
  name: string;
  path: string | null;
  weight: number;
  reverse: boolean;
}

export interface BfdModel extends Place {
  name: string;
  weight: number;
  reverse: boolean;
}

export interface GroupModel extends Place {
  name: string;
  members: string[];
  tracks: Track[];
}

export interface Vip extends Place {
  address: string;
  prefixLength: number;
  /** Interface; null: that of the instance. */
  dev: string | null;
}

export interface Track extends Place {
  kind: 'script' | 'process' | 'interface' | 'file' | 'bfd';
  name: string;
  /** The one that counts: of the use, else of the definition, else keepalived's default. 0: failing is FAULT. */
  weight: number;
  /** Counts when it succeeds instead of when it fails. */
  reverse: boolean;
  /** Stands in the instance's sync group, not in the instance. */
  ofGroup: boolean;
}

export interface InstanceModel extends Place {
  name: string;
  /** As it is written; keepalived takes anything but MASTER for BACKUP. */
  state: 'MASTER' | 'BACKUP';
  interface: string | null;
  vrid: number | null;
  priority: number;
  version: 2 | 3;
  advertMs: number;
  /** Missing advertisements until a backup takes over. */
  downAdverts: number;
  /** `nopreempt` as it is written. */
  nopreempt: boolean;
  /** Whether it takes over from a living master of lower priority: keepalived ignores `nopreempt` with `state MASTER`. */
  preempts: boolean;
  preemptDelayMs: number;
  auth: { type: string; pass: Secret } | null;
  vips: Vip[];
  excludedVips: Vip[];
  /** null: multicast. */
  unicast: { source: string | null; peers: string[] } | null;
  garp: GarpModel;
  strict: boolean;
  useVmac: boolean;
  /** Of the instance and of its sync group. */
  tracks: Track[];
  group: string | null;
}

/** LVS: what the kernel of a director forwards while all real servers are up. */
export interface VirtualServerModel extends Place, LvsService {
  /** null: of a mark or a group, no address names it. */
  address: string | null;
  port: number | null;
  /** The kernel has the services that the group lists, and none of this name. */
  isGroup: boolean;
  /** Serves while no real server is up. */
  sorryServer: Endpoint | null;
  servers: RealServerModel[];
}

export interface RealServerModel extends Place, LvsServer {
  /** Those that see a service stop; empty: it stays in for ever. */
  checks: ServerCheckModel[];
  /** A check sets it: `misc_dynamic`, a tracked file, BFD. */
  isWeightDynamic: boolean;
}

export interface ServerCheckModel {
  /** TCP_CHECK, … */
  kind: string;
  /** Between two runs. */
  delayMs: number;
  /** Failed runs after the first until it counts. */
  retries: number;
  retryDelayMs: number;
  /** How long one run may take. */
  timeoutMs: number;
  /** Runs that a server needs to be back after it has failed: an HTTP check asks the failed URL, then every one (check_http.c). */
  runsBack: number;
}
