import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { dialTcp } from '../../../src/ssh/tcp.ts';
import { request } from '../../../src/verify/request.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server that does this with each connection; its port. */
async function serving(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    onConnection(socket);
    socket.resume();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const ask = async (onConnection: (socket: Socket) => void, path: string | null = '/') =>
  request(dialTcp, {
    address: '127.0.0.1',
    port: await serving(onConnection),
    path,
    limitMs: 300,
  });

const answering = (text: string) => (socket: Socket) =>
  void socket.once('data', () => socket.end(text));

describe('a TCP connection', () => {
  it('that stands is an answer, also where nothing is said', async () => {
    expect(await ask(() => {}, null)).toMatchObject({ error: null, status: null });
  });

  it('refused: why, in plain words', async () => {
    const port = await serving(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const answer = await request(dialTcp, { address: '127.0.0.1', port, path: null, limitMs: 300 });
    expect(answer.error).toBe('connection refused: nothing listens on this port');
  });

  it('is gone afterwards', async () => {
    await ask(() => {}, null);
    await expect.poll(() => sockets.size).toBe(0);
  });
});

describe('a GET', () => {
  it.each([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n', 200, null],
    ['that ends with the connection', 'HTTP/1.0 200 OK\r\n\r\nweb01\n', 200, null],
    ['without content', 'HTTP/1.1 204 No Content\r\n\r\n', 204, null],
    ['with any status', 'HTTP/1.1 503 Service Unavailable\r\n\r\n', 503, null],
    ['cut off', 'HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nok\n', 200, /in the middle/],
    ['cut off in its header', 'HTTP/1.1 200 OK\r\nContent-', null, /in the middle/],
    ['of another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', null, /not HTTP/],
    ['that never came', '', null, /closed without an answer/],
  ])('%s', async (_, text, status, error) => {
    const answer = await ask(answering(text));
    expect(answer.status).toBe(status);
    if (error === null) expect(answer.error).toBeNull();
    else expect(answer.error).toMatch(error);
  });

  it('asks for the path, and says that it will close', async () => {
    let asked = '';
    const answer = await ask((socket) => {
      socket.once('data', (data: Buffer) => {
        asked = data.toString();
        socket.end('HTTP/1.1 200 OK\r\n\r\n');
      });
    }, '/healthz');
    expect(answer.error).toBeNull();
    expect(asked).toMatch(/^GET \/healthz HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/);
    expect(asked).toContain('Connection: close\r\n');
  });

  it('of a server that only accepts is given up in time', async () => {
    const answer = await ask(() => {});
    expect(answer.error).toBe('no answer in 300 ms');
    expect(answer.ms).toBeGreaterThan(290);
    expect(answer.ms).toBeLessThan(900);
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('a connection that stands only after the time is closed', async () => {
    const port = await serving(() => {});
    const answer = await request(
      async (address, to) => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        return dialTcp(address, to);
      },
      { address: '127.0.0.1', port, path: null, limitMs: 20 },
    );
    expect(answer.error).toBe('no answer in 20 ms');
    await expect.poll(() => sockets.size).toBe(0);
  });
});
