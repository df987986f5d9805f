import { createServer, connect, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy on 127.0.0.1 that delays every piece of data by `oneWayMs` in each direction. It acknowledges
 * at once, so it is kinder than a long line to a program that leaves Nagle's algorithm on.
 */
export async function delayProxy(
  target: { host: string; port: number },
  oneWayMs: number,
): Promise<{ port: number; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => destroyBoth(client, upstream));
      socket.on('close', () => sockets.delete(socket));
    }
    delayed(client, upstream, oneWayMs);
    delayed(upstream, client, oneWayMs);
  });
  await listening(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

// Timers of one length fire in the order in which they were set, so the bytes stay in order.
function delayed(from: Socket, to: Socket, oneWayMs: number): void {
  from.on('data', (data) => setTimeout(() => to.writable && to.write(data), oneWayMs));
  from.on('end', () => setTimeout(() => to.end(), oneWayMs));
}

function destroyBoth(one: Socket, other: Socket): void {
  one.destroy();
  other.destroy();
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}
