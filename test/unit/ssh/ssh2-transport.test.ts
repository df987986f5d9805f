import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failed, type Failure } from '../../../src/core/failure.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { RemoteTask, Session, Target } from '../../../src/core/session.ts';
import { connectWith } from '../../../src/ssh/connect.ts';
import {
  announceStart,
  keyPair,
  readAll,
  type SshServer,
  startSshServer,
} from '../../support/ssh-server.ts';

let server: SshServer;
let sessions: Session[] = [];
// No configuration of whoever runs the tests.
const connect = connectWith({ configFile: '/dev/null' });

beforeEach(async () => {
  server = await startSshServer();
  writeFileSync(join(server.directory, 'known_hosts'), server.knownHostsLine);
});

afterEach(async () => {
  sessions.forEach((session) => session.close());
  sessions = [];
  await server.close();
});

function target(over: Partial<Target> = {}): Target {
  return {
    name: 'lb01',
    address: '127.0.0.1',
    port: server.port,
    user: 'root',
    identityFiles: [server.identity],
    knownHostsFiles: [join(server.directory, 'known_hosts')],
    hostKeys: 'strict',
    become: { sudo: true },
    transport: 'ssh2',
    connectTimeoutMs: 2000,
    ...over,
  };
}

async function open(over: Partial<Target> = {}): Promise<Session> {
  const session = await connect(target(over));
  sessions.push(session);
  return session;
}

function task(script: string, over: Partial<RemoteTask> = {}): RemoteTask {
  return { what: 'probe', script, root: true, timeoutMs: 2000, ...over };
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Failed);
  return (error as Failed).failure;
}

describe('a task', () => {
  it('answers with output, errors and exit code', async () => {
    const session = await open();
    const answer = await session.run(task('echo out; echo err >&2; exit 3'));
    expect(answer).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('keeps its script off the command line', async () => {
    const session = await open();
    await session.run(task('echo "a secret" >/dev/null'));
    expect(server.commands).toEqual(['sh -s']);
  });

  it('carries megabytes both ways', async () => {
    const session = await open();
    const blob = 'x'.repeat(3 * 1024 * 1024);
    const answer = await session.run(task(`cat <<'EOF'\n${blob}\nEOF`));
    expect(answer.stdout.length).toBe(blob.length + 1);
  });

  it('gives whole lines while they come', async () => {
    const lines: string[] = [];
    const session = await open();
    await session.run(task("printf 'a\\nb'; echo c; printf d", { onLine: (l) => lines.push(l) }));
    expect(lines).toEqual(['a', 'bc']);
  });

  it('can be one of several at once', async () => {
    const session = await open();
    const answers = await Promise.all(['1', '2', '3'].map((n) => session.run(task(`echo ${n}`))));
    expect(answers.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n']);
  });

  it('turns a signal into 128 + n, as sh does', async () => {
    server.handler = (channel) => {
      void announceStart(channel).then(() => {
        channel.exit('KILL', false, '');
        channel.end();
      });
    };
    const session = await open();
    expect((await session.run(task('true'))).code).toBe(137);
  });

  it('decodes characters that packets cut in two', async () => {
    server.handler = (channel) => {
      void announceStart(channel).then(async () => {
        for (const byte of Buffer.from('høst 北京\n')) {
          channel.write(Buffer.of(byte));
          await new Promise(setImmediate);
        }
        channel.exit(0);
        channel.end();
      });
    };
    const lines: string[] = [];
    const session = await open();
    const answer = await session.run(task('true', { onLine: (line) => lines.push(line) }));
    expect(answer.stdout).toBe('høst 北京\n');
    expect(lines).toEqual(['høst 北京']);
  });
});

describe('a broken link', () => {
  it.each(['destroy', 'resetAndDestroy'] as const)('is never a success (%s)', async (how) => {
    server.handler = (channel, { socket }) => {
      void announceStart(channel).then(() => {
        channel.write('half an answ');
        setImmediate(() => socket[how]());
      });
    };
    const session = await open();
    expect(await failureOf(session.run(task('true')))).toMatchObject({
      reason: 'connection-lost',
      host: 'lb01',
      what: 'probe',
    });
  });

  it('is no success either when the exit status had come but not all of the output', async () => {
    server.handler = (channel, { socket }) => {
      void announceStart(channel).then(() => {
        channel.exit(0);
        setImmediate(() => socket.destroy());
      });
    };
    const session = await open();
    expect(await failureOf(session.run(task('true')))).toMatchObject({ reason: 'connection-lost' });
  });

  it('fails the next task as well, and does not end the program', async () => {
    server.handler = (_, { socket }) => socket.resetAndDestroy();
    const session = await open();
    await failureOf(session.run(task('true')));
    expect(await failureOf(session.run(task('true')))).toMatchObject({ reason: 'connection-lost' });
  });

  it('without an exit status is a failure', async () => {
    server.handler = (channel) => {
      void announceStart(channel).then(() => channel.end());
    };
    const session = await open();
    expect(await failureOf(session.run(task('true')))).toMatchObject({
      reason: 'connection-lost',
      detail: 'the command ended without an exit status',
    });
  });
});

describe('limits', () => {
  it('ends a task that is silent', async () => {
    server.handler = (channel) => void announceStart(channel);
    const session = await open();
    expect(await failureOf(session.run(task('sleep 9', { timeoutMs: 60 })))).toEqual({
      reason: 'timed-out',
      host: 'lb01',
      what: 'probe',
      seconds: 0.06,
    });
  });

  it('ends a node that floods us', async () => {
    server.handler = (channel) => {
      void announceStart(channel).then(() => {
        const flood = Buffer.alloc(1024 * 1024, 'y');
        const pour = (): void => {
          while (channel.writable && channel.write(flood));
          if (channel.writable) channel.once('drain', pour);
        };
        pour();
      });
    };
    const session = await open();
    expect(await failureOf(session.run(task('true', { timeoutMs: 20_000 })))).toMatchObject({
      reason: 'node-unfit',
    });
  }, 20_000);

  it('says when the login shell runs nothing', async () => {
    server.handler = (channel) => {
      void readAll(channel);
      channel.write('This account is currently \u001b[31mnot available.\n');
      channel.exit(1);
      channel.end();
    };
    const session = await open({ become: { sudo: false } });
    expect(await failureOf(session.run(task('true')))).toMatchObject({
      reason: 'node-unfit',
      detail: expect.stringContaining('This account is currently not available.') as string,
    });
  });
});

describe('sudo', () => {
  const password = new Secret('sudo', 'right');

  it('refuses with its own words when it wants a password and has none', async () => {
    const session = await open({ user: 'ops' });
    expect(await failureOf(session.run(task('true')))).toEqual({
      reason: 'sudo-refused',
      host: 'lb01',
      user: 'ops',
      detail: 'sudo: a password is required',
    });
  });

  it('gets the password when it asks, and the script only then', async () => {
    const session = await open({ user: 'ops', become: { sudo: true, password } });
    const answer = await session.run(task('cat; echo done; echo err >&2'));
    expect(answer).toEqual({ code: 0, stdout: 'done\n', stderr: 'err\n' });
    expect(server.commands.join()).not.toContain('right');
  });

  it('gets a wrong password once only', async () => {
    const session = await open({
      user: 'ops',
      become: { sudo: true, password: new Secret('sudo', 'wrong') },
    });
    expect(await failureOf(session.run(task('true')))).toMatchObject({
      reason: 'sudo-refused',
      detail: 'sudo does not accept the password: Sorry, try again.',
    });
  });

  it('is never told the password when it does not ask', async () => {
    let heard = '';
    server.handler = (channel, { command }) => {
      const marker = /echo (\S+) >&2; exec/.exec(command)?.[1] ?? '';
      channel.on('data', (chunk: Buffer) => (heard += chunk.toString()));
      channel.stderr.write(`sudo: unable to resolve host lb01\n${marker}\n`);
      channel.on('end', () => {
        channel.exit(0);
        channel.end();
      });
    };
    const session = await open({ user: 'ops', become: { sudo: true, password } });
    expect(await session.run(task('true'))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(heard).toBe('true');
  });

  it('is left out for root, and for tasks that need no root', async () => {
    const asRoot = await open();
    await asRoot.run(task('true'));
    const asOps = await open({ user: 'ops' });
    await asOps.run(task('true', { root: false }));
    expect(server.commands).toEqual(['sh -s', 'sh -s']);
  });
});

describe('the host key', () => {
  const known = (): string => join(server.directory, 'known_hosts');

  it('must be known', async () => {
    writeFileSync(known(), '');
    expect(await failureOf(open())).toMatchObject({
      reason: 'host-key-unknown',
      address: `[127.0.0.1]:${server.port}`,
      fingerprint: expect.stringMatching(/^SHA256:\S{43}$/) as string,
      keyType: 'ssh-ed25519',
    });
    expect(server.logins).toEqual([]);
  });

  it('is recorded by accept-new, once, in a private file', async () => {
    const file = join(server.directory, 'new', 'known_hosts');
    const accepting: Partial<Target> = { hostKeys: 'accept-new', knownHostsFiles: [file] };
    await open(accepting);
    await open({ ...accepting, hostKeys: 'strict' });
    expect(readFileSync(file, 'utf8')).toBe(server.knownHostsLine);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(server.directory, 'new')).mode & 0o777).toBe(0o700);
  });

  it.each(['strict', 'accept-new'] as const)(
    'that has changed is refused (%s)',
    async (hostKeys) => {
      const other = keyPair().public.trim();
      const name = `[127.0.0.1]:${server.port}`;
      writeFileSync(known(), `# mine\n${name} ${other}\n`);
      expect(await failureOf(open({ hostKeys }))).toMatchObject({
        reason: 'host-key-changed',
        place: { file: known(), line: 2, column: 1 },
      });
      expect(server.logins).toEqual([]);
    },
  );

  it('that is revoked is refused', async () => {
    writeFileSync(
      known(),
      `${server.knownHostsLine}@revoked * ${server.knownHostsLine.slice(server.knownHostsLine.indexOf(' ') + 1)}`,
    );
    expect(await failureOf(open())).toMatchObject({
      reason: 'host-key-revoked',
      place: { line: 2 },
    });
  });

  it('signed by an authority needs the other transport, and we say so', async () => {
    writeFileSync(known(), `@cert-authority *,[*]:* ${keyPair().public}\n`);
    expect(await failureOf(open())).toMatchObject({
      reason: 'host-key-unknown',
      hint: expect.stringContaining('transport openssh') as string,
    });
  });

  it('of the known type is asked for, where the server has several', async () => {
    const ed25519 = keyPair();
    const rsa = keyPair('rsa');
    await server.close();
    server = await startSshServer({ hostKeys: [ed25519.private, rsa.private] });
    writeFileSync(known(), `[127.0.0.1]:${server.port} ${rsa.public}\n`);
    await open();
  });
});

describe('login', () => {
  it('tries the key first, without a `none` request', async () => {
    await open();
    expect(new Set(server.logins)).toEqual(new Set(['publickey ok']));
  });

  it('tells what it has tried', async () => {
    const wrong = join(server.directory, 'id_wrong');
    writeFileSync(wrong, keyPair().private, { mode: 0o600 });
    expect(await failureOf(open({ user: 'ops', identityFiles: [wrong] }))).toEqual({
      reason: 'authentication-refused',
      host: 'lb01',
      user: 'ops',
      tried: [wrong, 'no agent'],
    });
  });

  it('tells why a key could not be tried', async () => {
    const locked = join(server.directory, 'id_locked');
    const options = { passphrase: 'x', cipher: 'aes256-ctr', rounds: 4 };
    writeFileSync(locked, ssh2.utils.generateKeyPairSync('ed25519', options).private);
    const agentless = connectWith({ configFile: '/dev/null', agentSocket: '/nowhere/agent' });
    const failure = await failureOf(agentless(target({ identityFiles: [locked] })));
    expect(failure).toMatchObject({
      reason: 'authentication-refused',
      tried: [
        expect.stringMatching(/^agent \/nowhere\/agent \(not usable: /) as string,
        `${locked} (not tried: protected by a passphrase, and no agent holds it: ssh-add it first)`,
      ],
    });
  });

  it('does not overlook what ssh_config wants and this transport cannot do', async () => {
    const configFile = join(server.directory, 'config');
    writeFileSync(configFile, 'Host *\n  ProxyCommand nc %h %p\n');
    const failure = await failureOf(connectWith({ configFile })(target()));
    expect(failure).toMatchObject({
      reason: 'bad-input',
      problems: [{ hint: 'use transport openssh for this host' }],
    });
  });

  it('goes on to the next key', async () => {
    const wrong = join(server.directory, 'id_wrong');
    writeFileSync(wrong, keyPair().private, { mode: 0o600 });
    await open({ identityFiles: [wrong, server.identity] });
  });

  it('refuses a key file that is not there before it connects', async () => {
    const failure = await failureOf(open({ identityFiles: ['/nowhere/id'], port: 1 }));
    expect(failure).toEqual({
      reason: 'bad-input',
      problems: [{ message: 'lb01: identity file /nowhere/id does not exist' }],
    });
  });
});

describe('reaching a host', () => {
  it('names the address and the reason', async () => {
    await server.close();
    expect(await failureOf(open({ identityFiles: [] }))).toEqual({
      reason: 'unreachable',
      host: 'lb01',
      address: `127.0.0.1:${server.port}`,
      detail: 'connection refused: nothing listens on this port',
    });
  });

  it('goes through jump hosts', async () => {
    const jump = `root@127.0.0.1:${server.port}`;
    // The test server forwards to port 7 only, its echo service, which speaks no SSH.
    const failure = await failureOf(open({ port: 7, proxyJump: jump, connectTimeoutMs: 300 }));
    expect(failure).toMatchObject({ reason: 'unreachable', address: '127.0.0.1:7' });
    expect(server.logins).toContain('publickey ok');
  });

  it('says when a jump host cannot go on', async () => {
    const jump = `root@127.0.0.1:${server.port}`;
    expect(await failureOf(open({ port: 9, proxyJump: jump }))).toMatchObject({
      reason: 'unreachable',
      address: '127.0.0.1:9',
      detail: expect.stringContaining('the jump host 127.0.0.1 cannot reach it') as string,
    });
  });
});

describe('dial', () => {
  it('connects from the host', async () => {
    const stream = await (await open()).dial('192.0.2.1', 7);
    stream.end('echo');
    let heard = '';
    for await (const chunk of stream) heard += String(chunk);
    expect(heard).toBe('echo');
  });

  it('rejects with host and address', async () => {
    const session = await open();
    await expect(session.dial('192.0.2.1', 9)).rejects.toThrow(
      /^lb01 cannot reach 192\.0\.2\.1:9: /,
    );
  });
});

it('does not wait for ever for a dialled address', async () => {
  server.dialled = () => {}; // neither accepts nor rejects
  const session = await open({ connectTimeoutMs: 500 });
  await expect(session.dial('192.0.2.1', 7)).rejects.toThrow(
    'lb01 cannot reach 192.0.2.1:7: no answer within 0.5 s',
  );
});

describe('close', () => {
  it('may be called twice, and fails what runs', async () => {
    server.handler = (channel) => void announceStart(channel);
    const session = await open();
    const running = failureOf(session.run(task('sleep 9')));
    await new Promise((resolve) => setTimeout(resolve, 20));
    session.close();
    session.close();
    expect(await running).toMatchObject({
      reason: 'connection-lost',
      detail: 'closed by hadeploy',
    });
    expect(await failureOf(session.run(task('true')))).toMatchObject({ reason: 'connection-lost' });
    await expect(session.dial('192.0.2.1', 7)).rejects.toThrow('lb01 cannot reach');
  });
});
