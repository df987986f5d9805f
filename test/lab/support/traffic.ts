import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Answer {
  at: number;
  /** The web server's own name, or why there was no answer. */
  from: string | null;
  error: string | null;
}

/** GET / of ADDRESS or ADDRESS:PORT on a connection of its own, as most clients come. */
export function get(address: string, timeoutMs = 2_000): Promise<Answer> {
  const at = Date.now();
  const [host = '', port = '80'] = address.split(':');
  return new Promise((resolve) => {
    const fail = (error: string): void => resolve({ at, from: null, error });
    const asked = request(
      { host, port, agent: new Agent({ keepAlive: false }), timeout: timeoutMs },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text: string) => (body += text));
        answer.on('end', () =>
          answer.statusCode === 200
            ? resolve({ at, from: body.trim(), error: null })
            : fail(`status ${answer.statusCode}`),
        );
        answer.on('error', (error) => fail(error.message));
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    asked.on('error', (error) => fail(error.message));
    asked.end();
  });
}

/** A connection to tcp:ADDRESS:PORT, whose service speaks first: it must say anything. */
function greeting(target: string, timeoutMs: number): Promise<Answer> {
  const at = Date.now();
  const [, host = '', port = ''] = target.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: timeoutMs });
    const end = (from: string | null, error: string | null): void => {
      socket.destroy();
      resolve({ at, from, error });
    };
    socket.on('data', () => end(target, null));
    socket.on('timeout', () => end(null, `no answer in ${timeoutMs} ms`));
    socket.on('error', ({ message }) => end(null, message));
    socket.on('close', () => end(null, 'closed without a word'));
  });
}

export interface Traffic {
  /** Ends it; every answer, in order of asking. */
  stop(): Promise<Answer[]>;
}

/** A request to each address every 20 ms, each on a new connection, whatever became of the one before. */
export function startTraffic(to: string[], everyMs = 20, timeoutMs = 2_000): Traffic {
  const answers: Promise<Answer>[] = [];
  let going = true;
  const loop = (async () => {
    for (let next = Date.now(); going; next += everyMs) {
      for (const address of to) {
        const ask = address.startsWith('tcp:') ? greeting : get;
        answers.push(ask(address, timeoutMs));
      }
      await pause(Math.max(0, next + everyMs - Date.now()));
    }
  })();
  return {
    async stop() {
      going = false;
      await loop;
      return Promise.all(answers);
    },
  };
}

export function failuresIn(answers: Answer[]): string[] {
  return answers.flatMap(({ error }) => (error === null ? [] : [error]));
}
