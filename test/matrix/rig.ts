// hadeploy as it is, but for one thing: at a named message boundary a fault strikes. A process of its own,
// so that it can be killed. HADEPLOY_MATRIX holds a RigOrder.
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { runProgram } from '../../src/cli/program.ts';
import { connectWith } from '../../src/ssh/connect.ts';
import { dialTcp } from '../../src/ssh/tcp.ts';
import { bounded } from './boundary.ts';
import type { RigOrder } from './rig-order.ts';

const order = JSON.parse(process.env['HADEPLOY_MATRIX'] ?? '{}') as RigOrder;
const times = new Map<string, number>();

function pass(kind: string, what: string, host: string): void {
  const message = `${kind} ${what} ${host}`;
  const time = (times.get(message) ?? 0) + 1;
  times.set(message, time);
  const boundary = `${message} #${time}`;
  appendFileSync(order.log, `${boundary}\n`);
  if (boundary === order.at) strike();
}

/** Blocks: nothing is sent and no answer is read until the fault is there. */
function strike(): void {
  appendFileSync(order.log, `! ${Date.now()}\n`);
  if (order.fault === 'kill') process.kill(process.pid, 'SIGKILL');
  else execFileSync('bash', [order.lab, ...order.fault], { stdio: 'ignore', timeout: 30_000 });
  appendFileSync(order.log, `! ${Date.now()}\n`);
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
process.exitCode = await runProgram(
  process.argv,
  {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    owner: 'matrix@rig',
    connect: bounded(connectWith({ agentSocket: undefined }), pass),
    dial: dialTcp,
    onInterrupt: () => () => {},
    exit: (code) => process.exit(code),
  },
  version,
);
