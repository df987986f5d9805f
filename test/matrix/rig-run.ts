import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../src/core/event.ts';
import { hosts, lab, run, type Ended, type Pair, type Version } from './pair.ts';
import { hostOf, peerOf, type Case, type Scenario } from './matrix.ts';
import type { RigOrder } from './rig-order.ts';

/**
 * The watchdog's time. Daemons that start for the first time on a busy machine need longer than a reload, and nodes with
 * a kernel of their own longest: from the first node's watchdog to the last confirm a change has taken 40 s on them.
 */
export function confirmSeconds(scenario: Scenario, kind: Pair['kind']): number {
  if (kind === 'uml') return 60;
  return scenario === 'first' ? 20 : 12;
}

/** Of runs that no fault is meant to stop. */
const patientSeconds = 240;

/** A copy of hadeploy with the rig as its main: what others edit meanwhile does not change a run. */
export async function buildRig(directory: string): Promise<string> {
  for (const part of ['package.json', 'src/remote', 'playbooks']) {
    mkdirSync(join(directory, 'rig', part, '..'), { recursive: true });
    cpSync(part, join(directory, 'rig', part), { recursive: true });
  }
  // As builds are called: this one remembers, too, what it has linted before.
  const outfile = join(directory, `rig/hadeploy-${randomBytes(6).toString('hex')}.mjs`);
  // CommonJS dependencies (ssh2, commander) expect these.
  const banner =
    "import{createRequire as c_}from'node:module';const require=c_(import.meta.url);" +
    "const __dirname=require('node:path').dirname(require('node:url').fileURLToPath(import.meta.url));";
  const words =
    '--bundle --platform=node --target=node20 --format=esm --external:*.node --external:cpu-features --log-level=warning';
  const { code, stderr } = await run([
    'node_modules/.bin/esbuild',
    'test/matrix/rig.ts',
    ...words.split(' '),
    `--outfile=${outfile}`,
    `--banner:js=${banner}`,
  ]);
  if (code !== 0) throw new Error(stderr);
  return outfile;
}

export interface RigRun extends Ended {
  events: RunEvent[];
  /** In the order in which they were passed. */
  boundaries: string[];
  /** Just before the fault began and when it was there (ms); null: its boundary was not reached. */
  struckAt: [number, number] | null;
}

export interface Rig {
  script: string;
  /** For logs. */
  directory: string;
}

let runs = 0;

/** hadeploy over the rig; with a case, its fault strikes at its boundary. */
export async function rigRun(
  rig: Rig,
  given: { pair: Pair; version: Version; words: string[]; one?: Case },
): Promise<RigRun> {
  const { pair, version, words, one } = given;
  const log = join(rig.directory, `${pair.name}-${++runs}.log`);
  const order: RigOrder = {
    log,
    at: one?.boundary ?? null,
    fault: one ? faultOf(pair, one) : 'kill',
    lab,
  };
  const ended = await run(
    [process.execPath, rig.script, '-C', pair.projects[version], ...words, '--json'],
    {
      env: {
        HADEPLOY_MATRIX: JSON.stringify(order),
        SSH_AUTH_SOCK: '',
        XDG_CACHE_HOME: join(rig.directory, 'cache'),
      },
      limitMs: 600_000,
    },
  );
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  rmSync(log, { force: true });
  const [before, after] = lines.flatMap((line) =>
    line.startsWith('! ') ? [Number(line.slice(2))] : [],
  );
  return {
    ...ended,
    events: eventsIn(ended.stdout),
    boundaries: lines.filter((line) => line !== '' && !line.startsWith('! ')),
    struckAt: before === undefined ? null : [before, after ?? before],
  };
}

export function applyWords(
  seconds = patientSeconds,
  command: 'apply' | 'resume' = 'apply',
): string[] {
  return [command, 'prod-bj', '--yes', '--confirm-timeout', String(seconds), '--settle', '0'];
}

/** What a run says of itself, for a message about it. */
export function lastWords(ran: RigRun): string {
  const failures = ran.events.flatMap((event) =>
    event.event === 'failure' ? [JSON.stringify(event.failure).slice(0, 600)] : [],
  );
  const result = ran.events.at(-1);
  const end =
    result?.event === 'result'
      ? JSON.stringify({ exitCode: result.exitCode, hosts: result.hosts })
      : ran.stderr.trim().slice(-400);
  return [...failures, end].join(' | ');
}

function faultOf(pair: Pair, { fault, boundary }: Case): RigOrder['fault'] {
  const host = hostOf(boundary);
  const node = pair.nodes[host];
  switch (fault) {
    case 'kill':
      return 'kill';
    case 'cut':
      return ['cut', node];
    case 'cut-all':
      return ['cut', ...hosts.map((name) => pair.nodes[name])];
    case 'sshd':
      return ['kill-sshd', node];
    case 'power':
      return ['power-off', node];
    case 'peer':
      return ['power-off', pair.nodes[peerOf(host)]];
  }
}

function eventsIn(stdout: string): RunEvent[] {
  return stdout.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as RunEvent];
    } catch {
      return []; // cut off by the kill
    }
  });
}
