import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { exitCodeOf, type Failure } from '../core/failure.ts';
import { apply, type ApplyResult } from '../engine/apply.ts';
import type { ClusterPlan } from '../engine/plan.ts';
import { agreed } from './agree.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import type { LoadedRun } from './load-run.ts';
import type { Timing } from './options.ts';
import { changesOfResult } from './plan-run.ts';
import { validators } from './validators.ts';

export interface Execution extends Pick<LoadedRun, 'fleet' | 'gate' | 'gateTimeoutSeconds'> {
  command: string;
  timing: Timing;
}

/** Asks, then performs a plan that has changes. */
export async function executePlan(
  run: CommandRun,
  plan: ClusterPlan,
  execution: Execution,
): Promise<CommandEnd> {
  if (!(await agreed(run, 'Apply these changes?'))) {
    return {
      exitCode: exitCodes.failed,
      hosts: Object.fromEntries(
        run.hosts.map((host) => [host, { outcome: 'skipped', changes: 0 }]),
      ),
      changes: changesOfResult(plan),
      message: 'not confirmed: nothing was changed',
    };
  }
  const { timing } = execution;
  const interrupt = interruptible(run, timing.confirmTimeout);
  try {
    const result = await apply(plan, {
      fleet: execution.fleet,
      emit: run.emit,
      gate: execution.gate,
      validators,
      owner: run.io.owner,
      title: titleOf(execution.command, plan),
      confirmTimeoutSeconds: timing.confirmTimeout,
      gateTimeoutSeconds: execution.gateTimeoutSeconds + timing.settle,
      settleSeconds: timing.settle,
      interrupt: interrupt.signal,
    });
    return endOf(run, plan, result);
  } finally {
    interrupt.end();
  }
}

/** Ctrl-C once: what was begun is reverted. Twice: the nodes' watchdogs do it. */
function interruptible(
  run: CommandRun,
  confirmTimeout: number,
): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const end = run.io.onInterrupt(() => {
    if (controller.signal.aborted) {
      run.io.stderr.write(
        `\nLeft to the watchdogs: every node that was changed goes back by itself within ${confirmTimeout} s.\n`,
      );
      run.io.exit(exitCodes.inDoubt);
    }
    controller.abort();
    run.emit({
      event: 'note',
      level: 'warning',
      message: 'interrupted: bringing the nodes back (Ctrl-C again leaves that to their watchdogs)',
    });
  });
  return { signal: controller.signal, end };
}

function titleOf(command: string, plan: ClusterPlan): string {
  const titles = [
    ...new Set(plan.hosts.flatMap(({ changes }) => changes.map(({ title }) => title))),
  ];
  const text = `${command}: ${titles.join(', ')}`;
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

function endOf(run: CommandRun, plan: ClusterPlan, result: ApplyResult): CommandEnd {
  const { failure, aftermath, transaction } = result;
  if (failure) run.emit({ event: 'failure', failure });
  for (const [host, names] of Object.entries(result.installed)) {
    if (failure && names.length > 0) {
      run.emit({
        event: 'note',
        level: 'info',
        host,
        message: `installed packages stay: ${names.join(', ')}`,
      });
    }
  }
  const hosts = Object.fromEntries(
    plan.hosts.map(({ host, changes }) => {
      const outcome = result.hosts[host.name] ?? 'skipped';
      return [host.name, { outcome, changes: outcome === 'changed' ? changes.length : 0 }];
    }),
  );
  return {
    exitCode: exitCodeAfter(failure, aftermath),
    hosts,
    transaction,
    changes: changesOfResult(plan),
    ...(failure ? { message: `${failure.reason}; ${meaning[aftermath]}` } : {}),
  };
}

/** Not every failure leaves nothing changed: "unreachable" (69) would say so. */
function exitCodeAfter(failure: Failure | null, aftermath: ApplyResult['aftermath']): ExitCode {
  if (failure === null) return exitCodes.done;
  if (aftermath === 'in-doubt') return exitCodes.inDoubt;
  return aftermath === 'reverted' ? exitCodes.failed : exitCodeOf(failure);
}

const meaning: Record<ApplyResult['aftermath'], string> = {
  confirmed: 'confirmed on every host',
  untouched: 'nothing live was changed',
  reverted: 'everything was reverted',
  'in-doubt': 'a person must look',
};
