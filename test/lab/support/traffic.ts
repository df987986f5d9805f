import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Answer {
  at: number;
  /** The web server's own name, or why there was no answer. */
  from: string | null;
  error: string | null;
}

/** GET / on a connection of its own, as most clients come. */
export function get(address: string, timeoutMs = 2_000): Promise<Answer> {
  const at = Date.now();
  return new Promise((resolve) => {
    const fail = (error: string): void => resolve({ at, from: null, error });
    const asked = request(
      { host: address, port: 80, agent: new Agent({ keepAlive: false }), timeout: timeoutMs },
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

export interface Traffic {
  /** Ends it; every answer, in order of asking. */
  stop(): Promise<Answer[]>;
}

/** A request to each address every 20 ms, each on a new connection, whatever became of the one before. */
export function startTraffic(to: string[], everyMs = 20): Traffic {
  const answers: Promise<Answer>[] = [];
  let going = true;
  const loop = (async () => {
    for (let next = Date.now(); going; next += everyMs) {
      for (const address of to) answers.push(get(address));
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
