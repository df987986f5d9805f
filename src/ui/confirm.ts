import type { Readable, Writable } from 'node:stream';

export interface ConfirmOptions {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean };
}

export type Answer = 'yes' | 'no' | 'no-tty';

/** Asks once. Only y or yes is yes; an empty line, end of input and Ctrl-C are no. */
export async function confirm(question: string, options: ConfirmOptions): Promise<Answer> {
  const { stdin, stdout } = options;
  if (stdin.isTTY !== true || stdout.isTTY !== true) return 'no-tty';
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: stdin, output: stdout, terminal: true });
  return new Promise((resolve) => {
    let answer: Answer | null = null;
    lines.on('SIGINT', () => lines.close());
    lines.on('close', () => {
      if (answer === null) stdout.write('\n');
      resolve(answer ?? 'no');
    });
    lines.question(`${question} [y/N] `, (text) => {
      answer = /^y(es)?$/i.test(text.trim()) ? 'yes' : 'no';
      lines.close();
    });
  });
}
