#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './cli/program.ts';
import type { Io } from './cli/io.ts';
import { packageRoot } from './core/package-root.ts';
import { connectWith } from './ssh/connect.ts';
import { dialTcp } from './ssh/tcp.ts';

/**
 * A reader that goes away (`hadeploy plan | head`), or a full disk under a log, never ends a run: an apply that is half
 * done has more to do than to speak, and its exit code says how it ended.
 */
let silenced = false;
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE' || silenced) return;
  silenced = true;
  process.stderr.write(
    `hadeploy: what it has to say cannot be written (${code ?? 'unknown error'}); it goes on\n`,
  );
});

process.stderr.on('error', () => {
  // Nobody is left to be told.
});

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  owner: `${process.env['SUDO_USER'] ?? userInfo().username}@${hostname()}`,
  connect: connectWith({ agentSocket: process.env['SSH_AUTH_SOCK'] }),
  dial: dialTcp,
  onInterrupt(callback) {
    process.on('SIGINT', callback);
    process.on('SIGTERM', callback);
    return () => {
      process.off('SIGINT', callback);
      process.off('SIGTERM', callback);
    };
  },
  exit: (code) => process.exit(code),
};

const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
  version: string;
};
process.exitCode = await runProgram(process.argv, io, version);
