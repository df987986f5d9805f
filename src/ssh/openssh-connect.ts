import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { badInput, Failed } from '../core/failure.ts';
import type { Session, Target } from '../core/session.ts';
import type { SshEnvironment } from './environment.ts';
import { opensshConfig } from './openssh-config.ts';
import { explainOpenssh, loginUser } from './openssh-failure.ts';
import { outOfReach } from './openssh-process.ts';
import { openSession } from './openssh-session.ts';
import { parseJumps } from './proxy-jump.ts';

/** The `ssh` process that holds the connection (ssh_config ControlMaster); all else goes through its socket. */
export interface Master {
  target: Target;
  /** ControlPath */
  socket: string;
  /** True once its process has ended. */
  gone(): boolean;
  /** The newest of what it wrote to stderr; with `since`, only what came after that count of characters. */
  log(since?: number): string;
  /** Characters of log so far. */
  logged(): number;
  end(): void;
}

/**
 * A session over the system's ssh: host certificates, FIDO keys, Kerberos, ProxyCommand. The master's
 * own remote command is a `cat` on a pipe of ours: it ends with us even when we are killed.
 */
export async function connectThroughOpenssh(
  target: Target,
  environment: SshEnvironment,
): Promise<Session> {
  const directory = privateDirectory();
  try {
    const configFile = join(directory, 'config');
    await writeFile(configFile, await configOf(target, environment), { mode: 0o600 });
    const master = await startMaster(target, { directory, configFile, environment });
    return openSession(master, loginUser(master.log(), target));
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/** Copied, not included: ssh is strict about who may write an included file, but not about `-F`. */
async function configOf(target: Target, { configFile }: SshEnvironment): Promise<string> {
  if (configFile === undefined) return opensshConfig(target);
  try {
    return opensshConfig(target, await readFile(configFile, 'utf8'));
  } catch (error) {
    throw badInput({ message: `ssh configuration ${configFile}: ${(error as Error).message}` });
  }
}

/** mkdtemp gives 0700. A unix socket's path has 104 bytes at most, of which ssh takes 17 for itself. */
function privateDirectory(): string {
  const parent = tmpdir().length > 60 ? '/tmp' : tmpdir();
  return mkdtempSync(join(parent, 'hadeploy-'));
}

const keptLog = 64 * 1024;

async function startMaster(
  target: Target,
  about: { directory: string; configFile: string; environment: SshEnvironment },
): Promise<Master> {
  const socket = join(about.directory, 's');
  const ready = `hadeploy-ready-${randomBytes(8).toString('hex')}`;
  const args = ['-F', about.configFile, '-M', '-S', socket, '-T'];
  if (target.port !== undefined) args.push('-p', String(target.port));
  if (target.user !== undefined) args.push('-l', target.user);
  if (target.proxyJump !== undefined) {
    parseJumps(target.proxyJump, target.name); // what ssh would make a shell command of, checked
    args.push('-J', target.proxyJump);
  }
  args.push('--', target.address, `echo ${ready}; exec cat >/dev/null`);
  const { agentSocket } = about.environment;
  const child = execa('ssh', args, {
    buffer: false,
    reject: false,
    stdin: 'pipe',
    env: { SSH_AUTH_SOCK: agentSocket ?? '' },
    ...outOfReach,
  });
  let log = '';
  let logged = 0;
  let gone = false;
  const master: Master = {
    target,
    socket,
    gone: () => gone,
    log: (since = 0) => (logged > since ? log.slice(-(logged - since)) : ''),
    logged: () => logged,
    end() {
      // A signal alone can find ssh 9.2 between its check for signals and its wait for input, and is
      // then noticed at the next keepalive; the end of its input wakes it.
      child.kill('SIGTERM');
      child.stdin.destroy();
      const unheard = setTimeout(() => child.kill('SIGKILL'), 500);
      void child.then(() => clearTimeout(unheard));
      rmSync(about.directory, { recursive: true, force: true });
    },
  };
  child.stderr.on('data', (chunk: Buffer) => {
    const text = chunk.toString('latin1'); // one character a byte: counting stays right
    logged += text.length;
    log = (log + text).slice(-keptLog);
  });
  child.stdin.on('error', () => {}); // its end tells
  return new Promise((resolve, reject) => {
    const fail = (error: Failed): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(error);
    };
    const timer = setTimeout(() => fail(tooSlow(target)), target.connectTimeoutMs);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (said.length > keptLog) return;
      said += chunk.toString('latin1');
      if (!said.includes(ready)) return;
      clearTimeout(timer);
      resolve(master);
    });
    void child.then((result) => {
      gone = true;
      fail(
        result.code === 'ENOENT'
          ? badInput({ message: 'transport openssh needs the ssh program, which is not installed' })
          : notReady(log, target),
      );
    });
  });
}

function notReady(log: string, target: Target): Failed {
  if (!/^Authenticated to /m.test(log.slice(log.lastIndexOf('debug1: Authenticating to '))))
    return explainOpenssh(log, target);
  const user = loginUser(log, target);
  return new Failed({
    reason: 'node-unfit',
    host: target.name,
    detail: `the login shell of ${user} does not run commands`,
    hint: `give ${user} a login shell such as /bin/sh`,
  });
}

function tooSlow({ name, address, connectTimeoutMs }: Target): Failed {
  const detail = `no login within ${connectTimeoutMs / 1000} s`;
  return new Failed({ reason: 'unreachable', host: name, address, detail });
}
