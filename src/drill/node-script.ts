import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrillName } from '../core/drill.ts';
import { packageRoot } from '../core/package-root.ts';
import { shellQuote } from '../core/quote.ts';
import { faults } from './faults.ts';

/** What a fault is about on one node; see `params` in src/remote/drill/10-common.sh. */
export interface DrillParams {
  cluster: string;
  /** "anna@laptop", for whoever finds the lease. */
  owner: string;
  /** Of VRRP. */
  interface: string;
  vips: string[];
  /** The admin socket of haproxy. */
  socket: string;
  /** Names that the unit of the service in question may have: the first that is active is meant. */
  services: string[];
  /** For server-down; null: no server can be spared. */
  server: { address: string; port: number } | null;
}

export function drillDirectory(run: string): string {
  return `/run/hadeploy-drill-${run}`;
}

/** Shell that calls the script of a drill that lies on the node already. 70: it does not, the node has healed itself. */
export function drillCall(run: string, words: (string | number)[]): string {
  const directory = shellQuote(drillDirectory(run));
  const quoted = words.map((word) => shellQuote(String(word))).join(' ');
  return `cd ${directory} 2>/dev/null || exit 70\nexec sh drill.sh ${quoted}\n`;
}

/** Shell that puts it there and calls it. 73: it is there already. */
export function firstCall(
  run: string,
  drill: DrillName | null,
  params: DrillParams,
  words: (string | number)[],
): string {
  const files = { 'drill.sh': drillScript(drill), params: paramsText(params) };
  return [
    'umask 077',
    `mkdir ${shellQuote(drillDirectory(run))} 2>/dev/null && cd ${shellQuote(drillDirectory(run))} || exit 73`,
    ...Object.entries(files).map(
      ([name, text]) => `base64 -d >${name} <<'END' || exit 73\n${lines(text)}END`,
    ),
    `exec sh drill.sh ${words.map((word) => shellQuote(String(word))).join(' ')}`,
    '',
  ].join('\n');
}

/** As a node gets it. Without a drill: the node only looks on. Exported for tests. */
export function drillScript(drill: DrillName | null): string {
  const own = join(packageRoot(), 'src/remote/drill');
  const parts = readdirSync(own)
    .filter((name) => name.endsWith('.sh'))
    .sort()
    .map((name) => join(own, name));
  const lease = join(packageRoot(), 'src/remote/transaction/20-lease.sh');
  const fault = drill === null ? [] : [join(own, `faults/${faults[drill].file ?? drill}.sh`)];
  // The last part runs what the others define.
  return [...parts.slice(0, -1), lease, ...fault, ...parts.slice(-1)]
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

function paramsText(params: DrillParams): string {
  const values = {
    cluster: params.cluster,
    owner: params.owner.replace(/[\p{Cc}\s]+/gu, ' '),
    interface: params.interface,
    vips: params.vips.join(' '),
    socket: params.socket,
    services: params.services.join(' '),
    server_address: params.server?.address ?? '',
    server_port: String(params.server?.port ?? ''),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${shellQuote(value)}\n`)
    .join('');
}

/** Base64 in lines: some base64(1) refuse very long ones. */
function lines(text: string): string {
  return Buffer.from(text)
    .toString('base64')
    .replace(/.{1,76}/g, '$&\n');
}
