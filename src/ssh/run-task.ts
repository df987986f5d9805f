import { Failed, type Failure } from '../core/failure.ts';
import type { RemoteAnswer, RemoteTask, Target } from '../core/session.ts';
import { openingFor, Preamble } from './opening.ts';
import { lineSplitter, maxOutputBytes, Output } from './output.ts';
import type { RemoteProcess } from './remote-process.ts';
import { hostWords } from './words.ts';

/** Who the task runs as. */
export interface Login {
  host: string;
  user: string;
  become: Target['become'];
}

/** sudo that asks something else than for our password would wait for ever. */
const sudoPatienceMs = 30_000;

/** Runs a task through any transport that can start a command. `start` rejects with `Failed`. */
export async function runTask(
  start: (command: string) => Promise<RemoteProcess>,
  task: RemoteTask,
  login: Login,
): Promise<RemoteAnswer> {
  const { host, user } = login;
  const opening = openingFor(task, user, login.become);
  const preamble = new Preamble(opening);
  const stdout = new Output();
  const stderr = new Output();
  let remote: RemoteProcess | null = null;
  let started = false;
  const timers: NodeJS.Timeout[] = [];

  let abandon: (failure: Failure) => void = () => {};
  const abandoned = new Promise<never>((_, reject) => {
    abandon = (failure) => reject(new Failed(failure));
  });
  const refused = (why: string): Failure => {
    const words = hostWords(preamble.words());
    const detail = [why, words].filter((part) => part !== '').join(': ');
    return { reason: 'sudo-refused', host, user, detail };
  };
  const tooMuch = (): void =>
    abandon({
      reason: 'node-unfit',
      host,
      detail: `it sent more than ${maxOutputBytes / 1024 / 1024} MiB of output during ${task.what}`,
      hint: 'look at what its login shell and its commands print',
    });

  const hearStderr = (chunk: Buffer): void => {
    if (started) {
      if (!stderr.add(chunk)) tooMuch();
      return;
    }
    switch (preamble.hear(chunk)) {
      case 'nothing':
        return;
      case 'prompt':
        remote?.stdin.write(`${opening.ask?.password.reveal() ?? ''}\n`);
        return;
      case 'second-prompt':
        return abandon(refused('sudo does not accept the password'));
      case 'too-much':
        return tooMuch();
      case 'started':
        started = true;
        stderr.add(preamble.rest);
        if (opening.ask !== null) remote?.stdin.end(opening.script);
    }
  };

  const answer = async (): Promise<RemoteAnswer> => {
    remote = await start(opening.command);
    const onLine = task.onLine === undefined ? null : lineSplitter(task.onLine);
    remote.stdout.on('data', (chunk: Buffer) => {
      if (!stdout.add(chunk)) return tooMuch();
      onLine?.(chunk);
    });
    remote.stderr.on('data', hearStderr);
    for (const stream of [remote.stdin, remote.stdout, remote.stderr]) stream.on('error', () => {}); // `ended` tells
    if (opening.ask === null) remote.stdin.end(opening.script);
    const ending = await remote.ended;
    if (ending.end === 'lost')
      throw new Failed({
        reason: 'connection-lost',
        host,
        what: task.what,
        detail: hostWords(ending.detail),
      });
    if (started) return { code: ending.code, stdout: stdout.text(), stderr: stderr.text() };
    if (opening.sudo)
      throw new Failed(
        refused(
          preamble.words().trim() === '' ? `sudo ended with code ${ending.code} and no word` : '',
        ),
      );
    throw new Failed({
      reason: 'node-unfit',
      host,
      detail: `the login shell of ${user} does not run commands: ${hostWords(preamble.words() + stdout.text())} (exit code ${ending.code})`,
      hint: `give ${user} a login shell such as /bin/sh`,
    });
  };

  timers.push(
    setTimeout(() => {
      abandon({ reason: 'timed-out', host, what: task.what, seconds: task.timeoutMs / 1000 });
    }, task.timeoutMs),
  );
  if (opening.sudo)
    timers.push(
      setTimeout(() => {
        if (!started) abandon(refused('sudo neither starts the shell nor asks for the password'));
      }, sudoPatienceMs),
    );
  try {
    return await Promise.race([answer(), abandoned]);
  } catch (error) {
    (remote as RemoteProcess | null)?.kill();
    throw error;
  } finally {
    timers.forEach((timer) => clearTimeout(timer));
  }
}
