import type { Duplex } from 'node:stream';
import type { Connect, RemoteTask, Session } from '../../src/core/session.ts';

/** Told of every message boundary as it is passed; acts before the next message can pass. */
export type Pass = (kind: string, what: string, host: string) => void;

/** By then all of a script is at the node, and the node is at work: sudo alone takes longer. */
const UNDER_WAY_MS = 12;

/**
 * The controller's only way to hosts, with a boundary at every message: `connect`, `connected`; `send`
 * (nothing of it has left), `sent` (the node is at it), `heard` (a line of its journal), `answered`, `lost`;
 * `dial`, `dialled`. A new message of the engine is a new boundary by itself.
 */
export function bounded(connect: Connect, pass: Pass): Connect {
  return async (target) => {
    const host = target.name;
    pass('connect', 'ssh', host);
    const session = await tellLoss(connect(target), () => pass('refused', 'ssh', host));
    pass('connected', 'ssh', host);
    return {
      host: session.host,
      run: (task) => run(session, task, pass),
      dial: (address, port) => dial(session, { address, port }, pass),
      close: () => session.close(),
    };
  };
}

async function run(session: Session, task: RemoteTask, pass: Pass): ReturnType<Session['run']> {
  const { host } = session;
  pass('send', task.what, host);
  const underWay = setTimeout(() => pass('sent', task.what, host), UNDER_WAY_MS);
  const { onLine } = task;
  const answer = session.run({
    ...task,
    ...(onLine && {
      onLine(line: string) {
        const word = wordOf(line);
        onLine(line);
        if (word !== null) pass('heard', `${task.what}: ${word}`, host);
      },
    }),
  });
  try {
    const answered = await tellLoss(answer, () => pass('lost', task.what, host));
    pass('answered', task.what, host);
    return answered;
  } finally {
    clearTimeout(underWay);
  }
}

/** "begin 03-reload-haproxy", "validation 01-…"; null for what a command prints, of which there may be any number of lines. */
function wordOf(line: string): string | null {
  const words = line.split(' ');
  const [word, id] = /^[0-9.]+$/.test(words[0] ?? '') ? words.slice(1) : words;
  return word === undefined || word === 'output' ? null : `${word} ${id ?? ''}`.trim();
}

async function dial(
  session: Session,
  { address, port }: { address: string; port: number },
  pass: Pass,
): Promise<Duplex> {
  const what = `port ${port}`;
  pass('dial', what, session.host);
  const stream = await tellLoss(session.dial(address, port), () =>
    pass('lost', what, session.host),
  );
  pass('dialled', what, session.host);
  return stream;
}

function tellLoss<Value>(promise: Promise<Value>, tell: () => void): Promise<Value> {
  return promise.catch((error: unknown) => {
    tell();
    throw error;
  });
}
