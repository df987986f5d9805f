import type { Failure } from '../core/failure.ts';
import { knownSpans, maskKnownFormats, replaceSpans, type Mask } from '../core/mask.ts';
import { oneLine, visible } from '../core/text.ts';
import { accessText, type AccessReason } from './failure-access.ts';
import { inputText } from './failure-input.ts';
import { adviceFor, on } from './known-trouble.ts';
import type { ReporterOptions } from './reporter.ts';
import { ago, roughly, timeOfDay } from './time.ts';

/** What went wrong and where, the evidence, and what to do next. */
export interface FailureText {
  title: string;
  body: string[];
  hint: string[];
}

export type FailureContext = Pick<ReporterOptions, 'clock' | 'readLine'> & {
  mask?: Mask;
  /** A node has answered before. */
  connected?: boolean;
};

type Of<Reason extends Failure['reason']> = Failure & { reason: Reason };

/** For a tired person at three in the morning. Whether anything was changed is known at the end of the run: aftermath.ts. */
export function describeFailure(failure: Failure, context: FailureContext): FailureText {
  switch (failure.reason) {
    case 'bad-input':
      return inputText(failure, context);
    case 'unreachable':
    case 'host-key-unknown':
    case 'host-key-changed':
    case 'host-key-revoked':
    case 'authentication-refused':
    case 'sudo-refused':
      return accessText(failure satisfies Of<AccessReason>);
    case 'timed-out':
      return {
        title: `${failure.host}: ${failure.what} did not end within ${roughly(failure.seconds)}`,
        body: [],
        hint: [
          `See whether the node is busy or hangs:${on(failure.host, 'uptime; ps -eo pid,stat,etime,args --sort=-etime | head -20')}`,
          'Processes in state D wait for a disk or a network file system.',
        ],
      };
    case 'connection-lost':
      return {
        title: `${failure.host}: the connection was lost during ${failure.what}`,
        body: [oneLine(failure.detail)],
        hint: [
          'What had begun on the node goes on without us; what is not confirmed in time is reverted by the node itself.',
          'When the node can be reached again: `hadeploy status`, and `hadeploy resume` if it says so.',
        ],
      };
    case 'node-unfit':
      return {
        title: `${failure.host} cannot be deployed to: ${oneLine(failure.detail)}`,
        body: [],
        hint: [failure.hint],
      };
    case 'command-failed':
      return commandText(failure);
    case 'package-failed':
      return packageText(failure);
    case 'candidate-invalid':
      return candidateText(failure);
    case 'unsupported-change':
      return {
        title: `${failure.host}: step "${failure.step}" asks for a change that cannot be made safely`,
        body: [oneLine(failure.detail)],
        hint: [failure.hint],
      };
    case 'gate-failed':
      return gateText(failure);
    case 'not-converged':
      return {
        title: `${failure.host}: after the apply a second look still finds ${count(failure.changes.length, 'change')}`,
        body: failure.changes.map((change) => `· ${oneLine(change)}`),
        hint: [
          'Something on the node rewrites these, or two steps of the playbook contradict each other.',
          `\`hadeploy plan --limit ${failure.host}\` shows the difference.`,
        ],
      };
    case 'lease-held':
      return leaseText(failure, context);
    case 'plan-stale':
      return {
        title: 'The plan no longer fits: the nodes have changed since it was made',
        body: failure.hosts.map(({ host, facts }) => `${host}: ${facts.map(oneLine).join(', ')}`),
        hint: ['Look with `hadeploy status`; then plan again, read the new plan, and apply that.'],
      };
    case 'interrupted':
      return {
        title: 'Interrupted',
        body: [],
        hint: ['To see how the nodes are now: `hadeploy status`.'],
      };
    case 'no-such-transaction':
      return {
        title:
          failure.transaction === null
            ? 'There is nothing to roll back'
            : `No node has confirmed a transaction ${oneLine(failure.transaction)}`,
        body:
          failure.known.length === 0
            ? ['The nodes remember no transaction that was confirmed.']
            : ['They remember, newest first:', ...failure.known.map((id) => `  ${oneLine(id)}`)],
        hint: ['`hadeploy history` shows what each of them changed.'],
      };
    case 'in-doubt':
      return {
        title: `A person must look: transaction ${failure.transaction} did not end the same way on all nodes`,
        body: failure.hosts.map(({ host, state }) => `${host}: ${oneLine(state)}`),
        hint: [`Run \`${oneLine(failure.heal)}\`. Until then, apply nothing else to this cluster.`],
      };
    default:
      return failure satisfies never;
  }
}

function commandText(failure: Of<'command-failed'>): FailureText {
  const { host, step, exitCode } = failure;
  const command = maskKnownFormats(failure.command).trim().split('\n');
  const [first = ''] = command;
  const what = command.length === 1 && first.length <= 60 ? first : `a command of step "${step}"`;
  return {
    title: `${host}: ${what} failed with exit code ${exitCode}`,
    body: [...(what === first ? [] : command.map((line) => `$ ${line}`)), ...tail(failure.output)],
    hint: [...exitCodeAdvice(exitCode), ...adviceFor(failure.output, host)],
  };
}

function exitCodeAdvice(exitCode: number): string[] {
  if (exitCode === 127)
    return ['127: the node has no such command. Is its package installed before?'];
  if (exitCode === 126)
    return ['126: the file is there but may not be executed (mode, noexec mount).'];
  if (exitCode === 137) return ['137: killed, usually because the node ran out of memory.'];
  return [];
}

function packageText(failure: Of<'package-failed'>): FailureText {
  const { host, step, packages, exitCode } = failure;
  const known = adviceFor(failure.output, host);
  return {
    title: `${host}: installing ${packages.join(', ')} failed with exit code ${exitCode} (step "${step}")`,
    body: tail(failure.output),
    hint:
      known.length > 0
        ? known
        : [`Try it by hand:${on(host, `sudo apt-get install ${packages.join(' ')}`)}`],
  };
}

function candidateText(failure: Of<'candidate-invalid'>): FailureText {
  const excerpt = failure.excerpt === null ? [] : ['', ...maskConfig(failure.excerpt).split('\n')];
  return {
    title: `${failure.host}: ${failure.validator} refuses the new ${failure.path}`,
    body: [...tail(failure.output), ...excerpt],
    hint: [
      ...adviceFor(failure.output, failure.host),
      `Mend it where it is made: step "${failure.step}" of the playbook, or its template. The live file is as it was.`,
    ],
  };
}

function gateText(failure: Of<'gate-failed'>): FailureText {
  const failed = failure.checks.filter((check) => !check.ok);
  return {
    title: `${failure.host} is not healthy after the change: ${failed.map((check) => oneLine(check.title)).join('; ')}`,
    body: failed.map((check) => `✖ ${oneLine(check.title)}: ${oneLine(check.detail)}`),
    hint: [
      ...new Set(failed.flatMap((check) => (check.advice === undefined ? [] : [check.advice]))),
      `The daemons' own words:${on(failure.host, 'sudo journalctl -n 50 -u keepalived -u haproxy')}`,
    ],
  };
}

function leaseText(failure: Of<'lease-held'>, { clock }: FailureContext): FailureText {
  const now = clock() / 1000;
  const { owner, run, since, remainingSeconds } = failure;
  const until = timeOfDay(now + remainingSeconds);
  return {
    title: `Another run holds the lease on ${failure.host}`,
    body: [
      `who:   ${oneLine(owner)}`,
      `run:   ${oneLine(run)}`,
      `since: ${timeOfDay(since)} (${ago(since, now)})`,
      `until: ${until} at the earliest (in ${roughly(Math.max(0, remainingSeconds))}), later if that run renews it`,
    ],
    hint: [
      'Ask them, or wait: a run that is alive renews its lease, a dead one loses it by itself.',
      `If that run is dead, try again after ${until}. There is no lock to delete.`,
    ],
  };
}

/** The end of what a tool said: errors stand last. */
function tail(output: string): string[] {
  const lines = maskKnownFormats(output)
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim() !== '');
  const shown = lines.slice(-15);
  return lines.length > shown.length
    ? [`… ${lines.length - shown.length} lines before`, ...shown]
    : shown;
}

function maskConfig(text: string): string {
  return visible(replaceSpans(text, knownSpans(text)));
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
