import { Failed, type Failure } from '../core/failure.ts';
import type { RemoteAnswer, RemoteTask, Target } from '../core/session.ts';
import { type Opening, openingFor, Preamble } from './opening.ts';
import { lineSplitter, maxOutputBytes, Output } from './output.ts';
import type { Ending, RemoteProcess } from './remote-process.ts';
import { hostWords } from './words.ts';

/** Who the task runs as. */
export interface Login {
  host: string;
  user: string;
  become: Target['become'];
}

/** Runs a task through any transport that can start a command. `start` rejects with `Failed`. */
export async function runTask(
  start: (command: string) => Promise<RemoteProcess>,
  task: RemoteTask,
  login: Login,
): Promise<RemoteAnswer> {
  const run = new TaskRun(task, login);
  const stopClocks = run.startClocks();
  let remote: RemoteProcess | null = null;
  try {
    const starting = start(run.opening.command).then((process) => {
      remote = process;
      return run.converse(process);
    });
    return await Promise.race([starting, run.abandoned]);
  } catch (error) {
    (remote as RemoteProcess | null)?.kill();
    throw error;
  } finally {
    stopClocks();
  }
}

/** sudo that asks something else than for our password would wait for ever. */
const sudoPatienceMs = 30_000;

/** One script on its way: what was heard so far, and the ways in which waiting for it can end early. */
class TaskRun {
  readonly opening: Opening;
  /** Rejects when there is no point in waiting any longer. */
  readonly abandoned: Promise<never>;
  readonly #task: RemoteTask;
  readonly #login: Login;
  readonly #preamble: Preamble;
  readonly #stdout = new Output();
  readonly #stderr = new Output();
  #started = false;
  #abandon: (failure: Failure) => void = () => {};

  constructor(task: RemoteTask, login: Login) {
    this.#task = task;
    this.#login = login;
    this.opening = openingFor(task, login.user, login.become);
    this.#preamble = new Preamble(this.opening);
    this.abandoned = new Promise<never>((_, reject) => {
      this.#abandon = (failure) => reject(new Failed(failure));
    });
  }

  /** Returns what stops them. */
  startClocks(): () => void {
    const { what, timeoutMs } = this.#task;
    const { host } = this.#login;
    const wall = setTimeout(
      () => this.#abandon({ reason: 'timed-out', host, what, seconds: timeoutMs / 1000 }),
      timeoutMs,
    );
    const sudo = setTimeout(() => {
      if (this.#started || !this.opening.sudo) return;
      this.#abandon(this.#sudoRefused('sudo neither starts the shell nor asks for the password'));
    }, sudoPatienceMs);
    return () => [wall, sudo].forEach((timer) => clearTimeout(timer));
  }

  async converse(remote: RemoteProcess): Promise<RemoteAnswer> {
    const onLine = this.#task.onLine === undefined ? null : lineSplitter(this.#task.onLine);
    remote.stdout.on('data', (chunk: Buffer) => {
      if (!this.#stdout.add(chunk)) return this.#tooMuch();
      onLine?.(chunk);
    });
    remote.stderr.on('data', (chunk: Buffer) => this.#hearStderr(chunk, remote));
    // A stream that breaks is the link's end, which `ended` tells.
    for (const stream of [remote.stdin, remote.stdout, remote.stderr]) stream.on('error', () => {});
    if (this.opening.ask === null) remote.stdin.end(this.opening.script);
    return this.#answer(await remote.ended);
  }

  #hearStderr(chunk: Buffer, { stdin }: RemoteProcess): void {
    if (this.#started) {
      if (!this.#stderr.add(chunk)) this.#tooMuch();
      return;
    }
    switch (this.#preamble.hear(chunk)) {
      case 'nothing':
        return;
      case 'prompt':
        stdin.write(`${this.opening.ask?.password.reveal() ?? ''}\n`);
        return;
      case 'second-prompt':
        return this.#abandon(this.#sudoRefused('sudo does not accept the password'));
      case 'too-much':
        return this.#tooMuch();
      case 'started':
        this.#started = true;
        this.#stderr.add(this.#preamble.rest);
        if (this.opening.ask !== null) stdin.end(this.opening.script);
    }
  }

  #answer(ending: Ending): RemoteAnswer {
    const { host, user } = this.#login;
    if (ending.end === 'lost') {
      const detail = hostWords(ending.detail);
      throw new Failed({ reason: 'connection-lost', host, what: this.#task.what, detail });
    }
    const { code } = ending;
    if (this.#started) return { code, stdout: this.#stdout.text(), stderr: this.#stderr.text() };
    const words = this.#preamble.words();
    if (this.opening.sudo)
      throw new Failed(
        this.#sudoRefused(words.trim() === '' ? `sudo ended with code ${code} and no word` : ''),
      );
    throw new Failed({
      reason: 'node-unfit',
      host,
      detail: `the login shell of ${user} does not run commands: ${hostWords(words + this.#stdout.text())} (exit code ${code})`,
      hint: `give ${user} a login shell such as /bin/sh`,
    });
  }

  #sudoRefused(why: string): Failure {
    const { host, user } = this.#login;
    const parts = [why, hostWords(this.#preamble.words())].filter((part) => part !== '');
    return { reason: 'sudo-refused', host, user, detail: parts.join(': ') };
  }

  #tooMuch(): void {
    this.#abandon({
      reason: 'node-unfit',
      host: this.#login.host,
      detail: `it sent more than ${maxOutputBytes / 1024 / 1024} MiB of output during ${this.#task.what}`,
      hint: 'look at what its login shell and its commands print',
    });
  }
}
