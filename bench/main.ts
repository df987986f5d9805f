import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { delayProxy } from './delay-proxy.ts';
import { BenchProject, forgetLogins, forgetStarts, labAddresses, labReset, nodes } from './lab.ts';
import { lossRun, type LossRun } from './loss.ts';
import { measure, peakRss, timedEvents, type Sample, type TimedEvent } from './measure.ts';
import { printTable } from './print-table.ts';
import { median, shuffled } from './statistics.ts';

/** One way to do the scenario's job. */
interface Peer {
  name: string;
  command: () => string[];
  /** Exit code that it must end with. */
  expected?: number;
  prepare?: () => void;
}

export interface Row {
  name: string;
  n: number;
  wall: number;
  wallMin: number;
  wallMax: number;
  cpu: number;
  /** Median of wall ÷ the reference's wall in the same round. */
  ratio: number | null;
}

const rounds = Number(process.argv[2] ?? 9);
const few = Math.max(3, Math.ceil(rounds / 3));
const ONE_WAY_MS = 25;
const addresses = labAddresses();
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Shuffled rounds, every peer once in each, logins forgotten before each run. */
async function compare(title: string, peers: Peer[], n: number): Promise<Row[]> {
  say(`${title}: ${n} rounds`);
  const samples = new Map<string, Sample[]>(peers.map(({ name }) => [name, []]));
  for (let round = 0; round < n; round += 1) {
    for (const peer of shuffled(peers)) {
      peer.prepare?.();
      loginsForgotten &&= forgetLogins();
      samples.get(peer.name)?.push(await measure(peer.command(), peer.expected));
    }
  }
  const reference = samples.get(SSH_TRUE);
  const rows = peers.map(({ name }) => rowOf(name, samples.get(name) ?? [], reference));
  printTable(title, rows);
  return rows;
}

const SSH_TRUE = '`ssh HOST true`, both at once';
let loginsForgotten = true;
// Other work on the machine: every figure below has to be read with it.
const loadBefore = loadavg()[0] ?? 0;

function rowOf(name: string, samples: Sample[], reference: Sample[] | undefined): Row {
  const walls = samples.map(({ wall }) => wall);
  const ratios = reference?.map(({ wall }, round) => (walls[round] ?? NaN) / wall);
  return {
    name,
    n: walls.length,
    wall: median(walls),
    wallMin: Math.min(...walls),
    wallMax: Math.max(...walls),
    cpu: median(samples.map(({ cpu }) => cpu)),
    ratio: ratios ? median(ratios) : null,
  };
}

function peersOf(project: BenchProject): Record<string, Peer> {
  const apply = (...flags: string[]) => project.hadeploy('apply', '--yes', ...flags);
  const atOnce = ['--settle', '0'];
  const changed = (): void => {
    project.changeOneLine();
    forgetStarts();
  };
  return {
    node: { name: '`node -e 0`', command: () => [process.execPath, '-e', '0'] },
    ssh: { name: SSH_TRUE, command: () => project.sshTrue() },
    noop: { name: 'no-op apply', command: () => apply() },
    noopOpenssh: {
      name: 'no-op apply, transport openssh',
      command: () => apply('--transport', 'openssh'),
    },
    plan: { name: 'plan, nothing pending', command: () => project.hadeploy('plan') },
    verify: { name: 'verify', command: () => project.hadeploy('verify') },
    change: {
      name: 'one-line change, `--settle 0`',
      command: () => apply(...atOnce),
      prepare: changed,
    },
    changeOpenssh: {
      name: 'one-line change, `--settle 0`, transport openssh',
      command: () => apply(...atOnce, '--transport', 'openssh'),
      prepare: changed,
    },
  };
}

/** Seconds from the start of the process to the end of a phase. */
function endOf(events: TimedEvent[], phase: string): number {
  const done = events.find(
    ({ event }) =>
      event['event'] === 'phase' && event['phase'] === phase && event['state'] === 'done',
  );
  return done?.at ?? NaN;
}

/** Seconds spent in health gates and the final verification: what keepalived and haproxy need, not hadeploy. */
function inGates(events: TimedEvent[]): number {
  return events
    .filter(({ event }) => event['state'] === 'done')
    .filter(
      ({ event }) =>
        (event['event'] === 'host' && event['phase'] === 'gate') ||
        (event['event'] === 'phase' && event['phase'] === 'verify'),
    )
    .reduce((sum, { event }) => sum + Number(event['durationMs'] ?? 0) / 1000, 0);
}

interface FirstApply {
  name: string;
  n: number;
  servicesRunning: number;
  vipsVerified: number;
  total: number;
}

function firstApplyRow(name: string, runs: TimedEvent[][]): FirstApply {
  const of = (value: (events: TimedEvent[]) => number): number => median(runs.map(value));
  return {
    name,
    n: runs.length,
    servicesRunning: of((events) => endOf(events, 'activate')),
    vipsVerified: of((events) => endOf(events, 'verify')),
    total: of((events) => events.at(-1)?.at ?? NaN),
  };
}

async function firstApplies(project: BenchProject): Promise<FirstApply[]> {
  say('first apply');
  const apply = project.hadeploy('apply', '--yes', '--json', '--settle', '0');
  const bare: TimedEvent[][] = [];
  const installed: TimedEvent[][] = [];
  for (let round = 0; round < 2; round += 1) {
    labReset();
    bare.push(await timedEvents(apply));
  }
  for (let round = 0; round < few; round += 1) {
    forgetStarts();
    await measure(project.hadeploy('rollback', '--yes', '--settle', '0'));
    forgetStarts();
    installed.push(await timedEvents(apply));
  }
  return [
    firstApplyRow('bare nodes, packages installed from a local mirror', bare),
    firstApplyRow('packages there, no configuration', installed),
  ];
}

async function changeSplit(project: BenchProject): Promise<{ total: number; gates: number }> {
  const runs: TimedEvent[][] = [];
  for (let round = 0; round < few; round += 1) {
    project.changeOneLine();
    forgetStarts();
    runs.push(await timedEvents(project.hadeploy('apply', '--yes', '--json')));
  }
  return {
    total: median(runs.map((events) => events.at(-1)?.at ?? NaN)),
    gates: median(runs.map(inGates)),
  };
}

async function slowLine(): Promise<Row[]> {
  const proxies = await Promise.all(
    nodes.map((node) =>
      delayProxy({ host: addresses[node.toUpperCase()] ?? '', port: 22 }, ONE_WAY_MS),
    ),
  );
  const [lb01, lb02] = proxies.map(({ port }) => port);
  const project = new BenchProject({ lb01: lb01 ?? 0, lb02: lb02 ?? 0 });
  const { ssh, noop, noopOpenssh, change } = peersOf(project);
  try {
    await measure(project.hadeploy('apply', '--yes'));
    return await compare(
      '50 ms round trip',
      [ssh, noop, noopOpenssh, change].filter((peer) => peer !== undefined),
      Math.max(few, 5),
    );
  } finally {
    for (const proxy of proxies) proxy.close();
  }
}

async function losses(project: BenchProject): Promise<LossRun[]> {
  say('requests lost during a one-line change');
  const vip = addresses['VIP1'] ?? '';
  const runs: LossRun[] = [];
  const lose = async (what: string, command: string[] | null, moves: number): Promise<void> => {
    runs.push(await lossRun(vip, { what, command, moves }));
  };
  await lose('nothing deployed', null, 0);
  for (let round = 0; round < 3; round += 1) {
    project.changeOneLine();
    forgetStarts();
    await lose('one-line change', project.hadeploy('apply', '--yes'), 0);
    await lose('switchover', project.hadeploy('switchover', '--yes'), 1);
    await lose('failback (apply)', project.hadeploy('apply', '--yes'), 1);
    project.restartKeepalived();
    await lose('keepalived restart, both nodes', project.hadeploy('apply', '--yes'), 2);
  }
  return runs;
}

const project = new BenchProject(null);
const first = await firstApplies(project);
console.table(first);
const peers = peersOf(project);
const pick = (...names: string[]): Peer[] => names.map((name) => peers[name] as Peer);
const settled = await compare(
  'no-op',
  pick('node', 'ssh', 'noop', 'noopOpenssh', 'plan', 'verify'),
  rounds,
);
const changes = await compare('one-line change', pick('ssh', 'change', 'changeOpenssh'), few + 2);
const split = await changeSplit(project);
console.log('one-line change, of which in gates:', split);
const slow = await slowLine();
await measure(project.hadeploy('apply', '--yes'));
const memory = { ssh2: await peakRss(project.hadeploy('apply', '--yes')) };
console.log('peak resident MiB of a no-op:', memory.ssh2.toFixed(0));
const lost = await losses(project);
console.table(lost);

const version = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const result = {
  date: new Date().toISOString().slice(0, 10),
  commit: version('git', 'rev-parse', '--short', 'HEAD'),
  machine: {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    kernel: release(),
    node: process.version,
  },
  loadBefore: Number(loadBefore.toFixed(1)),
  loginsForgotten,
  first,
  settled,
  changes,
  split,
  slow,
  memory,
  lost,
};
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/latest.json', `${JSON.stringify(result, null, 2)}\n`);
say('wrote bench/results/latest.json');
