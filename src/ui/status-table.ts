import { oneLine } from '../core/text.ts';
import { cleanDeep } from './clean-event.ts';
import type { Paint } from './paint.ts';
import { renderTable, type DataTableOptions } from './table.ts';
import { ago, roughly } from './time.ts';
import { widthOf } from './width.ts';

export interface NodeStatus {
  host: string;
  /** Why nothing is known about the node; null when it answered. */
  unreachable: string | null;
  /** Addresses it holds. */
  vips: string[];
  vrrp: { instance: string; state: string }[];
  /** Of the playbook, in its order. */
  services: ServiceStatus[];
  servers: { backend: string; server: string; up: boolean }[];
  /** The newest transaction; null when there was none. */
  transaction: { id: string; startedAt: number; owner: string; state: string } | null;
  /** Paths that differ from what the last confirmed transaction left. */
  drift: string[];
  lease: { owner: string; run: string; remainingSeconds: number } | null;
}

interface ServiceStatus {
  /** The unit, without ".service". */
  name: string;
  /** null: not known, or not installed. */
  version: string | null;
  isInstalled: boolean;
  /** systemd's ActiveState. */
  state: string;
}

export interface StatusOptions extends DataTableOptions {
  /** Seconds since the epoch. */
  now: number;
}

/** Nodes side by side, what they are down the side: two nodes are compared by looking across. */
export function statusTable(status: NodeStatus[], options: StatusOptions): string[] {
  const { paint } = options;
  const nodes = cleanDeep(status, options.mask ?? String);
  const rows = [...above, ...servicesOf(nodes), ...below].map(({ name, of }) => [
    name,
    ...nodes.map((node) => (node.unreachable === null ? of(node, options) : '')),
  ]);
  const headings = ['', ...nodes.map(({ host }) => host)];
  const reach = nodes.map(({ unreachable }) =>
    unreachable === null ? '' : paint.red(`unreachable: ${oneLine(unreachable)}`),
  );
  const all = [...(reach.some((text) => text !== '') ? [['', ...reach]] : []), ...rows];
  const shown = all.filter((row) => row.slice(1).some((cell) => cell !== ''));
  const wide = renderTable(headings, shown, { ...options, columns: Infinity });
  if (Math.max(...wide.map(widthOf)) <= options.columns) return wide;
  return renderTable(
    ['node', ...shown.map(([name = '']) => name)],
    nodes.map(({ host }, i) => [paint.bold(host), ...shown.map((row) => row[i + 1] ?? '')]),
    options,
  );
}

interface Fact {
  name: string;
  of: (node: NodeStatus, options: StatusOptions) => string;
}

const above: Fact[] = [
  {
    name: 'VIPs',
    of: ({ vips }, { paint }) =>
      vips.length === 0 ? paint.dim('none') : paint.bold(vips.join(', ')),
  },
  {
    name: 'VRRP',
    of: ({ vrrp }, { paint }) =>
      vrrp.map(({ instance, state }) => `${instance} ${vrrpState(state, paint)}`).join(', '),
  },
];

const below: Fact[] = [
  { name: 'backends', of: (node, { paint }) => servers(node, paint) },
  { name: 'last change', of: (node, options) => transaction(node, options) },
  {
    name: 'drift',
    of: ({ drift }, { paint }) =>
      drift.length === 0 ? 'none' : paint.yellow(drift.map(oneLine).join(', ')),
  },
  {
    name: 'lease',
    of: ({ lease }, { paint }) =>
      lease === null
        ? ''
        : paint.yellow(
            `${oneLine(lease.owner)}, ${roughly(Math.max(0, lease.remainingSeconds))} left`,
          ),
  },
];

function vrrpState(state: string, paint: Paint): string {
  if (state === 'MASTER') return paint.green(state);
  return state === 'BACKUP' ? state : paint.red(state);
}

/** A row for each service that one of the nodes has; empty for a node that is not to have it. */
function servicesOf(nodes: NodeStatus[]): Fact[] {
  const names = new Set(nodes.flatMap(({ services }) => services.map(({ name }) => name)));
  return [...names].map((name) => ({
    name,
    of: ({ services }, { paint }) => {
      const service = services.find((one) => one.name === name);
      return service === undefined ? '' : serviceState(service, paint);
    },
  }));
}

function serviceState({ version, isInstalled, state }: ServiceStatus, paint: Paint): string {
  if (!isInstalled) return paint.red('not installed');
  const shown = state === 'active' ? paint.green(state) : paint.red(oneLine(state));
  return version === null ? shown : `${shown} ${version}`;
}

function servers({ servers: rows }: NodeStatus, paint: Paint): string {
  if (rows.length === 0) return '';
  const down = rows.filter(({ up }) => !up).map(({ backend, server }) => `${backend}/${server}`);
  const up = `${rows.length - down.length} of ${rows.length} up`;
  return down.length === 0 ? up : `${up}, ${paint.red(`down: ${down.join(', ')}`)}`;
}

function transaction({ transaction: last }: NodeStatus, { paint, now }: StatusOptions): string {
  if (last === null) return paint.dim('never');
  const state = last.state === 'confirmed' ? last.state : paint.yellow(last.state);
  return `${state} ${ago(last.startedAt, now)} by ${oneLine(last.owner)} (${last.id})`;
}
