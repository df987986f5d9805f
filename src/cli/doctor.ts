import type { Cluster, Host } from '../core/cluster.ts';
import type { BoundStep } from '../core/step.ts';
import { Failed, type CheckResult, type Failure } from '../core/failure.ts';
import type { Query } from '../core/query.ts';
import type { Fleet } from '../engine/fleet.ts';
import { remoteScript } from '../engine/remote-script.ts';
import { bindSteps } from '../playbook/bind.ts';
import { stepKinds } from '../steps/kinds.ts';
import { needsOf, runChecks } from '../verify/checks.ts';
import { finding } from '../verify/finding.ts';
import { fitnessChecks } from '../verify/fitness.ts';
import { queriesFor } from '../verify/needs.ts';
import { viewOf } from '../verify/view.ts';
import { endOf, lookAt, recordsOf, tellPhase, unreachable, type Looked } from './checked-nodes.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { limited, loadClusterFor, newFleet, playbookFor } from './load-run.ts';

/** Node.js as package.json asks for it, in `engines`. */
const OLDEST_NODE = 20;
/** An apply sends some ten messages to a node; its watchdog does not wait for slow ones. */
const SLOW_LOGIN_MS = 5_000;
const SLOW_MESSAGE_MS = 1_000;
const MESSAGE_LIMIT_MS = 60_000;

/**
 * `hadeploy doctor [CLUSTER]`: whether hadeploy could work here, on this machine and on the nodes; changes nothing. Whether
 * the pair is healthy is for `verify`.
 */
export async function doctor(
  run: CommandRun,
  given: { cluster?: string; version: string },
): Promise<CommandEnd> {
  const cluster = await loadClusterFor(run, given.cluster);
  const hosts = limited(cluster, run.options.limit);
  run.hosts = hosts.map(({ name }) => name);
  const { steps, check: playbook } = stepsOf(run, cluster);
  const fleet = newFleet(run);
  run.emit({ event: 'run', command: 'doctor', cluster: cluster.name, hosts: run.hosts });
  try {
    const started = Date.now();
    tellPhase(run, 'probe', 'started');
    const logins = await Promise.all(hosts.map((host) => logIn(run, fleet, host)));
    const looked = await lookAt(run, {
      fleet,
      cluster,
      hosts: logins.flatMap((login) => ('failure' in login ? [] : [login.host])),
      asked: {
        phase: 'probe',
        queries: (host) => [
          ...queriesFor(needsOf(fitnessChecks), cluster, remoteScript),
          ...packageQueries(steps.get(host.name) ?? []),
        ],
        services: () => [],
      },
    });
    const seen: Looked[] = [
      ...logins.flatMap((login) => ('failure' in login ? [login] : [])),
      ...looked,
    ];
    const probed = looked.flatMap((node) => ('facts' in node ? [node] : []));
    const checks = [
      ownProgram(given.version),
      playbook,
      ...logins.map((login) => ('failure' in login ? refused(login) : login.check)),
      ...looked.flatMap((node) =>
        'failure' in node ? [unreachable(node.host, node.failure)] : [],
      ),
      ...runChecks(viewOf(cluster, probed), fitnessChecks),
      ...recordsOf(run, probed),
    ];
    for (const check of checks) run.emit({ event: 'check', check });
    tellPhase(run, 'probe', checks.every(({ ok }) => ok) ? 'done' : 'failed', Date.now() - started);
    return endOf(run, seen, checks);
  } finally {
    fleet.close();
  }
}

/** The steps of each host by its name; none where the playbook is not sound, which is told then. */
function stepsOf(
  run: CommandRun,
  cluster: Cluster,
): { steps: Map<string, BoundStep[]>; check: CheckResult } {
  const about = { id: 'playbook', title: 'inventory and playbook are sound' };
  const advice = `each mistake is told by itself; hadeploy lint ${cluster.name}`;
  try {
    const playbook = playbookFor(run, cluster);
    const bound = cluster.hosts.map((host): [string, BoundStep[]] => [
      host.name,
      bindSteps({ playbook, cluster, host, kinds: stepKinds, tags: [] }),
    ]);
    const detail = `${cluster.file}; ${playbook.name}: ${playbook.steps.length} steps`;
    return { steps: new Map(bound), check: finding({ ...about, problems: [], detail, advice }) };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    run.emit({ event: 'failure', failure: error.failure });
    const problems = [`the playbook ${cluster.playbook} cannot be used`];
    return { steps: new Map(), check: finding({ ...about, problems, detail: '', advice }) };
  }
}

function packageQueries(steps: BoundStep[]): Query[] {
  return steps.flatMap(({ needs }) => needs.filter(({ query }) => query === 'package'));
}

function ownProgram(version: string): CheckResult {
  const major = Number.parseInt(process.versions.node, 10);
  return finding({
    id: 'program',
    title: 'hadeploy itself',
    problems: major < OLDEST_NODE ? [`Node.js ${OLDEST_NODE} or newer is needed`] : [],
    detail: `${version} on Node.js ${process.versions.node}`,
    advice: 'https://nodejs.org has newer ones',
  });
}

type Login = { host: Host; check: CheckResult } | { host: Host; failure: Failure };

/** A new connection, and one message as root. */
async function logIn(run: CommandRun, fleet: Fleet, host: Host): Promise<Login> {
  const started = Date.now();
  try {
    const session = await fleet.session(host);
    const connected = Date.now();
    const script = 'printf "%s\\n" "${SUDO_USER:-}"\n';
    const task = { what: 'login', script, root: true, timeoutMs: MESSAGE_LIMIT_MS };
    const { stdout } = await session.run(task);
    const answered = Date.now();
    const [loginMs, messageMs] = [connected - started, answered - connected];
    const user = stdout.trim();
    const took = `${inSeconds(loginMs)} to log in, ${inSeconds(messageMs)} for a message`;
    const isSlow = loginMs > SLOW_LOGIN_MS || messageMs > SLOW_MESSAGE_MS;
    return {
      host,
      check: finding({
        id: 'login',
        host: host.name,
        title: 'hadeploy can log in and become root',
        problems: [],
        warnings: isSlow ? [`slow: ${took}`] : [],
        detail: `${user === '' ? 'as root' : `as ${user}, with sudo`}; ${isSlow ? '' : took}`,
        advice:
          'an apply takes some ten messages, each of which waits as long: UseDNS no in sshd_config? a slow link? sudo that asks a directory?',
      }),
    };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    run.emit({ event: 'failure', failure: error.failure });
    return { host, failure: error.failure };
  }
}

function refused({ host, failure }: { host: Host; failure: Failure }): CheckResult {
  return finding({
    id: 'login',
    host: host.name,
    title: 'hadeploy can log in and become root',
    problems: [failure.reason],
    detail: '',
    advice: 'why, and what to do, is told by itself',
  });
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
