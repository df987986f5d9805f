import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Failed, type Failure } from '../../src/core/failure.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Connect, RemoteTask, Session, Target } from '../../src/core/session.ts';
import { connectWith } from '../../src/ssh/connect.ts';

const run = join(import.meta.dirname, 'run');
const lab = readLab();
const key = join(run, 'id_ed25519');
const knownHosts = join(run, 'known_hosts');

/** Addresses of the hosts, as `lab up` has written them. */
function readLab(): Record<'LB01' | 'LB02' | 'WEB01' | 'LAB_NET', string> {
  const file = join(run, 'lab.env');
  if (!existsSync(file)) throw new Error('the lab is not up: bash test/lab/lab up');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split('='))) as ReturnType<typeof readLab>;
}

// What every transport must do, on real hosts. No configuration of whoever runs the tests.
describe.each(['ssh2', 'openssh'] as const)('transport %s', (transport) => {
  contract(transport, connectWith({ configFile: '/dev/null' }));

  it('uses the agent', async () => {
    const agent = await startAgent();
    try {
      const connect = connectWith({ configFile: '/dev/null', agentSocket: agent.socket });
      const session = await connect({ ...lb01(transport), identityFiles: [] });
      expect((await session.run(task('id -un', { root: false }))).stdout).toBe('ops\n');
      session.close();
    } finally {
      agent.stop();
    }
  });

  it('honours ssh_config', async () => {
    const configFile = join(directory, 'ssh_config');
    const lines = ['Host prod', `HostName ${lab.LB01}`, 'User ops', `IdentityFile ${key}`];
    writeFileSync(configFile, [...lines, `UserKnownHostsFile ${knownHosts}`, ''].join('\n'));
    const connect = connectWith({ configFile });
    const { name, hostKeys, become, connectTimeoutMs } = lb01(transport);
    const bare = { name, hostKeys, become, connectTimeoutMs, transport };
    const session = await connect({ ...bare, address: 'prod' });
    expect((await session.run(task('id -un'))).stdout).toBe('root\n');
    session.close();
  });

  it('leaves no process and no file behind', async () => {
    const leftovers = (): string[] =>
      readdirSync(tmpdir()).filter((name) => /^hadeploy-[A-Za-z0-9]{6}$/.test(name));
    const before = leftovers();
    const session = await connectWith({ configFile: '/dev/null' })(lb01(transport));
    await session.run(task('true'));
    session.close();
    expect(leftovers()).toEqual(before);
    await expect.poll(() => childrenNamed('ssh')).toEqual([]);
  });
});

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'hadeploy-test-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function lb01(transport: Target['transport'], over: Partial<Target> = {}): Target {
  return {
    name: 'lb01',
    address: lab.LB01,
    user: 'ops',
    identityFiles: [key],
    knownHostsFiles: [knownHosts],
    hostKeys: 'strict',
    become: { sudo: true },
    transport,
    connectTimeoutMs: 5000,
    ...over,
  };
}

function task(script: string, over: Partial<RemoteTask> = {}): RemoteTask {
  return { what: 'probe', script, root: true, timeoutMs: 20_000, ...over };
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Failed);
  return (error as Failed).failure;
}

function contract(transport: Target['transport'], connect: Connect): void {
  const sessions: Session[] = [];
  afterEach(() => sessions.splice(0).forEach((session) => session.close()));

  const open = async (over: Partial<Target> = {}): Promise<Session> => {
    const session = await connect(lb01(transport, over));
    sessions.push(session);
    return session;
  };

  it('answers with output, errors and exit code, as root', async () => {
    const answer = await (await open()).run(task('id -un; echo err >&2; exit 3'));
    expect(answer).toEqual({ code: 3, stdout: 'root\n', stderr: 'err\n' });
  });

  it('stays the login user where root is not wanted', async () => {
    const answer = await (await open()).run(task('id -un', { root: false }));
    expect(answer).toEqual({ code: 0, stdout: 'ops\n', stderr: '' });
  });

  it('hands on every exit code, and 128 + n for a signal', async () => {
    const session = await open();
    expect((await session.run(task('exit 255'))).code).toBe(255);
    expect((await session.run(task('kill -TERM $$', { root: false }))).code).toBe(143);
  });

  it('carries a mebibyte each way, in UTF-8, and lines as they come', async () => {
    const lines: string[] = [];
    const line = `${'x'.repeat(50)} 北京 ø\n`;
    const blob = line.repeat(Math.ceil((1024 * 1024) / Buffer.byteLength(line)));
    const script = `cat <<'EOF'\n${blob}EOF\n`;
    const answer = await (
      await open()
    ).run(task(script, { root: false, onLine: (one) => lines.push(one) }));
    expect(answer.stdout === blob).toBe(true);
    expect(lines.length).toBe(blob.split('\n').length - 1);
  });

  it('runs tasks at the same time', async () => {
    const session = await open();
    const answers = await Promise.all(['1', '2', '3'].map((n) => session.run(task(`echo ${n}`))));
    expect(answers.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n']);
  });

  it('refuses a wrong key and says what was tried', async () => {
    const wrong = join(run, 'id_wrong');
    const failure = await failureOf(open({ identityFiles: [wrong] }));
    expect(failure).toMatchObject({ reason: 'authentication-refused', host: 'lb01', user: 'ops' });
    expect(failure).toHaveProperty('tried', expect.arrayContaining([wrong]));
  });

  it('refuses a key file that is not there', async () => {
    const failure = await failureOf(open({ identityFiles: ['/nowhere/id'] }));
    expect(failure).toMatchObject({ reason: 'bad-input' });
  });

  it('refuses a changed host key', async () => {
    const changed = join(directory, 'changed');
    const other = readFileSync(knownHosts, 'utf8')
      .split('\n')
      .find((line) => line.startsWith(lab.LB02));
    const [, ...keyOfLb02] = other?.split(' ') ?? [];
    writeFileSync(changed, `# one\n${lab.LB01} ${keyOfLb02.join(' ')}\n`);
    for (const hostKeys of ['strict', 'accept-new'] as const) {
      const failure = await failureOf(open({ knownHostsFiles: [changed], hostKeys }));
      expect(failure).toMatchObject({
        reason: 'host-key-changed',
        fingerprint: expect.stringMatching(/^SHA256:/) as string,
        place: { file: changed, line: 2 },
      });
    }
  });

  it('refuses a revoked host key', async () => {
    const revoked = join(directory, 'revoked');
    const lines = readFileSync(knownHosts, 'utf8').trim().split('\n');
    writeFileSync(revoked, lines.map((line) => `@revoked ${line}\n`).join(''));
    expect(await failureOf(open({ knownHostsFiles: [revoked] }))).toMatchObject({
      reason: 'host-key-revoked',
    });
  });

  it('refuses an unknown host key, or records it when asked to', async () => {
    const fresh = join(directory, `new-${transport}`);
    const failure = await failureOf(open({ knownHostsFiles: [fresh] }));
    expect(failure).toMatchObject({
      reason: 'host-key-unknown',
      fingerprint: expect.stringMatching(/^SHA256:/) as string,
    });
    await open({ knownHostsFiles: [fresh], hostKeys: 'accept-new' });
    await open({ knownHostsFiles: [fresh] });
    expect(execFileSync('ssh-keygen', ['-F', lab.LB01, '-f', fresh]).toString()).toContain('ssh-');
  });

  it('says that an address does not answer', async () => {
    const address = `${lab.LAB_NET}.99`;
    const failure = await failureOf(open({ address, connectTimeoutMs: 1000 }));
    expect(failure).toMatchObject({
      reason: 'unreachable',
      host: 'lb01',
      address: expect.stringContaining(address) as string,
    });
  });

  it('says that a port is closed', async () => {
    expect(await failureOf(open({ port: 2 }))).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringMatching(/refused/i) as string,
    });
  });

  it('says that a name does not resolve', async () => {
    const failure = await failureOf(open({ address: 'lb01.invalid' }));
    expect(failure).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringMatching(/resolve|not known/) as string,
    });
  });

  describe('sudo', () => {
    const right = new Secret('sudo', readFileSync(join(run, 'opspw.password'), 'utf8').trim());
    const wrong = new Secret('sudo', 'not the password');

    it('with a password', async () => {
      const session = await open({ user: 'opspw', become: { sudo: true, password: right } });
      const answer = await session.run(task('id -un; cat; echo err >&2; exit 4'));
      expect(answer).toEqual({ code: 4, stdout: 'root\n', stderr: 'err\n' });
      // A second time at the same time: sudo may or may not remember the first.
      const again = await Promise.all([1, 2].map(() => session.run(task('id -u'))));
      expect(again.map(({ stdout }) => stdout)).toEqual(['0\n', '0\n']);
    });

    it('with a password that it does not ask for', async () => {
      const session = await open({ become: { sudo: true, password: wrong } });
      expect((await session.run(task('id -un; cat'))).stdout).toBe('root\n');
    });

    it('with a wrong password', async () => {
      const session = await open({ user: 'opspw', become: { sudo: true, password: wrong } });
      expect(await failureOf(session.run(task('id')))).toMatchObject({
        reason: 'sudo-refused',
        host: 'lb01',
        user: 'opspw',
        detail: expect.stringContaining('Sorry, try again') as string,
      });
    });

    it('without the password it needs', async () => {
      const session = await open({ user: 'opspw' });
      expect(await failureOf(session.run(task('id')))).toMatchObject({
        reason: 'sudo-refused',
        detail: 'sudo: a password is required',
      });
    });

    it('for a user who may not', async () => {
      const session = await open({ user: 'nosudo' });
      expect(await failureOf(session.run(task('id')))).toMatchObject({
        reason: 'sudo-refused',
        user: 'nosudo',
        detail: expect.stringContaining('sudo') as string,
      });
    });
  });

  it('ends a hung command, and the session is still good', async () => {
    const session = await open();
    expect(await failureOf(session.run(task('sleep 600', { timeoutMs: 300 })))).toEqual({
      reason: 'timed-out',
      host: 'lb01',
      what: 'probe',
      seconds: 0.3,
    });
    expect((await session.run(task('echo still here'))).stdout).toBe('still here\n');
  });

  it('tells a lost link from a finished command', async () => {
    const session = await open();
    expect(await failureOf(session.run(task(signalOwnSshd('KILL'))))).toMatchObject({
      reason: 'connection-lost',
      host: 'lb01',
      what: 'probe',
    });
    expect(await failureOf(session.run(task('true')))).toMatchObject({ reason: 'connection-lost' });
  });

  it('notices a peer that has fallen silent', async () => {
    const session = await open();
    const revive = `(sleep 30; kill -CONT $p; kill -KILL $p) >/dev/null 2>&1 </dev/null &`;
    const began = Date.now();
    const failure = await failureOf(
      session.run(task(signalOwnSshd('STOP', revive), { timeoutMs: 60_000 })),
    );
    expect(failure).toMatchObject({ reason: 'connection-lost' });
    expect(Date.now() - began).toBeLessThan(25_000);
  });

  it('dials from the host', async () => {
    const stream = await (await open()).dial(lab.WEB01, 80);
    stream.end('GET / HTTP/1.0\r\n\r\n');
    expect(await text(stream)).toMatch(/^HTTP\/1\.[01] 200/);
  });

  it('says that a dial was refused', async () => {
    const session = await open();
    await expect(session.dial(lab.WEB01, 81)).rejects.toThrow(
      new RegExp(`^lb01 cannot reach ${lab.WEB01}:81: .*refused`),
    );
    expect((await session.run(task('echo still here'))).stdout).toBe('still here\n');
  });

  it('goes through a jump host, of which it verifies the key too', async () => {
    const through = { name: 'lb02', address: lab.LB02, proxyJump: `ops@${lab.LB01}` };
    const session = await open(through);
    const { stdout } = await session.run(task('echo "$SUDO_USER"; hostname'));
    expect(stdout).toBe('ops\nlb02\n');
    const onlyTarget = join(directory, 'only-target');
    const lines = readFileSync(knownHosts, 'utf8').split('\n');
    writeFileSync(onlyTarget, `${lines.filter((line) => !line.includes(lab.LB01)).join('\n')}\n`);
    const failure = await failureOf(open({ ...through, knownHostsFiles: [onlyTarget] }));
    expect(['host-key-unknown', 'unreachable']).toContain(failure.reason);
  });

  it('closes twice, and fails what runs', async () => {
    const session = await open();
    const running = failureOf(session.run(task('sleep 600')));
    await new Promise((resolve) => setTimeout(resolve, 300));
    session.close();
    session.close();
    expect(await running).toMatchObject({ reason: 'connection-lost' });
    expect(await failureOf(session.run(task('true')))).toMatchObject({ reason: 'connection-lost' });
  });
}

/** sh that signals the sshd process of its own connection, and then waits for what comes of it. */
function signalOwnSshd(signal: 'KILL' | 'STOP', first = ''): string {
  return `p=$$
while [ "$(cat /proc/$p/comm)" != sshd ]; do p=$(sed -n 's/^PPid:[[:space:]]*//p' /proc/$p/status); done
${first}
echo half an answer
kill -${signal} $p
sleep 60`;
}

async function startAgent(): Promise<{ socket: string; stop: () => void }> {
  const socket = join(directory, `agent-${Date.now()}`);
  const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  await expect.poll(() => existsSync(socket)).toBe(true);
  const env = { ...process.env, SSH_AUTH_SOCK: socket };
  execFileSync('ssh-add', [join(run, 'id_wrong')], { env, stdio: 'ignore' });
  execFileSync('ssh-add', [key], { env, stdio: 'ignore' });
  return { socket, stop: () => agent.kill() };
}

/** Command lines of our children. */
function childrenNamed(name: string): string[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ');
  return children
    .filter((pid) => pid !== '')
    .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
    .filter((line) => line.startsWith(`${name} `));
}
