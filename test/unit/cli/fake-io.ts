import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { Failed } from '../../../src/core/failure.ts';
import type { Connect } from '../../../src/core/session.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Nobody is there. */
const unreachable: Connect = ({ name, address }) =>
  Promise.reject(
    new Failed({ reason: 'unreachable', host: name, address, detail: 'no route to host' }),
  );

/** hadeploy with these words, in a directory; without a terminal. */
export async function hadeploy(
  cwd: string,
  words: string[],
  given: { connect?: Connect; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const out = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof out): NodeJS.WriteStream => {
    const write = (text: string): boolean => {
      out[name] += text;
      return true;
    };
    return { write, isTTY: false } as unknown as NodeJS.WriteStream;
  };
  const io: Io = {
    stdout: streamTo('stdout'),
    stderr: streamTo('stderr'),
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    env: given.env ?? {},
    cwd,
    owner: 'test@test',
    connect: given.connect ?? unreachable,
    dial: () => Promise.reject(new Error('no VIP is there')),
    onInterrupt: () => () => {},
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  };
  const code = await runProgram(['node', 'hadeploy', ...words], io, '0.0.0');
  return { code, ...out };
}

const made: string[] = [];
afterAll(() => made.splice(0).forEach((one) => rmSync(one, { recursive: true, force: true })));

/** A directory of its own with these files, gone after the test file. */
export function directoryWith(files: Record<string, string | Buffer>): string {
  const directory = mkdtempSync(join(tmpdir(), 'hadeploy-cli-'));
  made.push(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}
