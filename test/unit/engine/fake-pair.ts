import { createHash } from 'node:crypto';
import { vi } from 'vitest';
import type { Cluster, Host } from '../../../src/core/cluster.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import { Failed } from '../../../src/core/failure.ts';
import type { Connect, RemoteAnswer, RemoteTask, Session } from '../../../src/core/session.ts';
import type { BoundStep } from '../../../src/core/step.ts';
import { apply, type ApplyResult } from '../../../src/engine/apply.ts';
import { Fleet, probeAll } from '../../../src/engine/fleet.ts';
import type { Gate } from '../../../src/engine/gate.ts';
import { planCluster } from '../../../src/engine/plan.ts';
import { fileStep } from '../../../src/steps/file.ts';

export const wanted = 'new\n';
const path = '/etc/x';
const changeId = '01-create-etc-x';
const digest = createHash('sha256').update(wanted).digest('hex');

/**
 * What goes wrong on a node. `fail`: the node says no. `hang`: it says nothing, nothing happens. `cut`: the
 * link ends before the node has heard, and comes back. `deaf`: it ends after the node has done it, and comes
 * back. `dead`: the node has heard, does it, and is never seen again. A connection that fails: the node was away, and has
 * gone back meanwhile. `barred`: it lets nobody log in.
 */
export type How = 'fail' | 'hang' | 'cut' | 'deaf' | 'dead' | 'barred';
export interface Trouble {
  on: string;
  at: 'probe' | 'stage' | 'activate' | 'confirm' | 'undo_now' | 'connect';
  how: How;
  /** Of the messages of this sort, the first one that it befalls; default 1. */
  from?: number;
  /** How many it befalls; default 1. */
  times?: number;
  /** Journal lines of a `fail`, after the node's time. */
  lines?: string[];
}

/** A node as far as the controller can tell: it keeps what was confirmed and gives back what was not. */
export class FakeNode {
  readonly name: string;
  readonly said: string[] = [];
  content: 'old' | 'new' = 'old';
  decided: 'confirmed' | 'reverted' | null = null;
  dead = false;
  /** When its watchdog would fire, by the clock of the test. */
  watchdogAt: number | null = null;
  holds: string[] = [];
  /** Lines of every probe but the first. */
  later: string[] = [];
  readonly #troubles: Trouble[];
  readonly #seen = new Map<string, number>();
  /** By phase: what `rejoin` tells. */
  readonly #told = new Map<string, { lines: string[]; code: number }>();

  constructor(name: string, troubles: Trouble[]) {
    this.name = name;
    this.#troubles = troubles.filter(({ on }) => on === name);
  }

  trouble(at: string): Trouble | undefined {
    const number = (this.#seen.get(at) ?? 0) + 1;
    this.#seen.set(at, number);
    return this.#troubles.find(
      (one) =>
        one.at === at && number >= (one.from ?? 1) && number < (one.from ?? 1) + (one.times ?? 1),
    );
  }

  async run(task: RemoteTask): Promise<RemoteAnswer> {
    if (this.dead) throw this.#lost(task.what);
    this.said.push(task.script.includes('rejoin') ? `rejoin ${task.what}` : task.what);
    if (task.script.includes('rejoin')) return this.#rejoined(task);
    const trouble = this.trouble(task.what);
    if (trouble?.how === 'hang') {
      await new Promise((resolve) => setTimeout(resolve, task.timeoutMs));
      const seconds = task.timeoutMs / 1000;
      throw new Failed({ reason: 'timed-out', host: this.name, what: task.what, seconds });
    }
    if (trouble?.how === 'cut') throw this.#lost(task.what);
    const seconds = / activate (\d+)/.exec(task.script)?.[1];
    if (seconds !== undefined) this.watchdogAt = Date.now() + Number(seconds) * 1000;
    const { lines, code } = this.#do(task.what, trouble);
    this.#told.set(task.what, { lines, code });
    if (trouble?.how === 'dead') this.dead = true;
    if (trouble?.how === 'dead' || trouble?.how === 'deaf') {
      for (const line of lines.slice(0, 1)) task.onLine?.(line);
      throw this.#lost(task.what);
    }
    for (const line of lines) task.onLine?.(line);
    return { code, stdout: lines.join('\n'), stderr: '' };
  }

  /** Its watchdog has fired, or it has booted. */
  goBack(): void {
    this.decided = 'reverted';
    this.content = 'old';
  }

  #rejoined(task: RemoteTask): RemoteAnswer {
    const told = this.#told.get(task.what);
    if (told === undefined) return { code: 70, stdout: '', stderr: '' };
    for (const line of told.lines.slice(1)) task.onLine?.(line);
    return { code: told.code, stdout: '', stderr: '' };
  }

  #do(what: string, trouble: Trouble | undefined): { lines: string[]; code: number } {
    if (trouble?.how === 'fail') return this.#refuse(what, trouble);
    switch (what) {
      case 'probe':
        return { lines: this.#probe(), code: 0 };
      case 'stage':
        return { lines: ['1 state staged', '1 end stage 0'], code: 0 };
      case 'activate':
        this.content = 'new';
        return {
          lines: [
            `1 begin ${changeId}`,
            `1 done ${changeId}`,
            '1 state active',
            '1 end activate 0',
          ],
          code: 0,
        };
      case 'confirm':
        if (this.decided === 'reverted') return { lines: ['not-active\treverted'], code: 1 };
        this.decided = 'confirmed';
        return { lines: [], code: 0 };
      case 'undo_now':
        if (this.decided === 'confirmed') return { lines: ['1 end undo_now 1'], code: 1 };
        this.goBack();
        return { lines: ['1 state reverted', '1 end undo_now 0'], code: 0 };
      case 'state':
        return { lines: [this.decided ?? (this.content === 'new' ? 'active' : 'staged')], code: 0 };
      default:
        return { lines: [], code: 0 };
    }
  }

  #refuse(what: string, trouble: Trouble): { lines: string[]; code: number } {
    if (what === 'activate' || what === 'confirm') this.goBack();
    const lines = trouble.lines ?? [
      `1 begin ${changeId}`,
      `1 output ${changeId} boom`,
      `1 failed ${changeId} 3`,
      `1 output ${changeId} words of the undo`,
      `1 end ${what} 1`,
    ];
    return { lines: what === 'confirm' ? ['not-active\treverted'] : lines, code: 1 };
  }

  #probe(): string[] {
    const file =
      this.content === 'old'
        ? `file\t${path}\tabsent`
        : `file\t${path}\tfile\t644\troot\troot\t1\t4\t${digest}`;
    return [
      `system\t${this.name}\tdebian\t12\t6.1\tboot\tapt\tyes\t1000.5`,
      ...this.holds.map((address) => `address\teth0\tinet\t${address}/32`),
      ...((this.#seen.get('probe') ?? 0) > 1 ? this.later : []),
      'file\t/etc\tdirectory\t755\troot\troot\t1\t4096',
      file,
      'end',
    ];
  }

  #lost(what: string): Failed {
    return new Failed({ reason: 'connection-lost', host: this.name, what, detail: 'reset' });
  }
}

/** Nothing is asked but that every node is as planned. */
const gate: Gate = {
  between: () => [],
  final: () => [],
  answers: () => Promise.resolve([]),
};

export interface Ended {
  result: ApplyResult;
  events: RunEvent[];
  nodes: Record<'a' | 'b', FakeNode>;
  /** "HOST: word", in the order in which the nodes heard it. */
  heard: string[];
}

/** Applies one new file to `a`, which holds the VIP, and `b`, the standby; hours pass in an instant. */
export async function applyToPair(
  troubles: Trouble[],
  options: {
    interruptAt?: (event: RunEvent) => boolean;
    settleSeconds?: number;
    /** The change comes with a setting that both must share at every instant. */
    inLockstep?: boolean;
    /** The only one that is to change. */
    only?: string;
    /** What another run has left meanwhile, as the probe tells it. */
    later?: string[];
  } = {},
): Promise<Ended> {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  const nodes = { a: new FakeNode('a', troubles), b: new FakeNode('b', troubles) };
  nodes.a.holds = ['192.0.2.100'];
  nodes.a.later = options.later ?? [];
  const heard: string[] = [];
  const connect: Connect = (target) => {
    const node = nodes[target.name as 'a' | 'b'];
    const { name: host } = node;
    const { address } = target;
    const trouble = node.trouble('connect');
    const refused = (): Promise<Session> =>
      Promise.reject(
        new Failed(
          trouble?.how === 'barred'
            ? { reason: 'sudo-refused', host, user: 'anna', detail: 'System is going down.' }
            : { reason: 'unreachable', host, address, detail: 'ETIMEDOUT' },
        ),
      );
    if (trouble?.how === 'dead') node.dead = true;
    if (trouble?.how === 'fail') node.goBack();
    if (node.dead || trouble) return refused();
    return Promise.resolve({
      host: node.name,
      run: (task) => {
        heard.push(`${node.name}: ${task.what}`);
        return node.run(task);
      },
      dial: () => Promise.reject(new Error('no network here')),
      close: () => {},
    } satisfies Session);
  };
  const events: RunEvent[] = [];
  const interrupt = new AbortController();
  const emit = (event: RunEvent): void => {
    events.push(event);
    if (options.interruptAt?.(event)) interrupt.abort();
  };
  const fleet = new Fleet(connect);
  const cluster = pair();
  const steps = options.inLockstep ? [bound(), lockstep] : [bound()];
  const run = (async () => {
    const probed = await probeAll(
      fleet,
      cluster,
      cluster.hosts.map((host) => ({
        host,
        steps: [host.name, undefined].includes(options.only) ? steps : [],
      })),
      { emit },
    );
    return apply(planCluster(cluster, probed), {
      fleet,
      emit,
      gate,
      validators: {},
      owner: 'anna@laptop',
      title: 'apply',
      confirmTimeoutSeconds: 60,
      gateTimeoutSeconds: 20,
      settleSeconds: options.settleSeconds ?? 0,
      interrupt: interrupt.signal,
    });
  })();
  try {
    const result = await elapse(run);
    return { result, events, nodes, heard };
  } finally {
    vi.useRealTimers();
  }
}

/** Lets time pass until the promise settles. */
async function elapse<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  const end = (): void => {
    settled = true;
  };
  promise.then(end, end);
  for (let hour = 0; !settled && hour < 7200; hour++) await vi.advanceTimersByTimeAsync(500);
  if (!settled) throw new Error('it has not ended after an hour');
  return promise;
}

function bound(): BoundStep {
  const params = {
    path,
    content: Buffer.from(wanted),
    mode: '0644',
    owner: 'root',
    group: 'root',
    secrets: [],
  };
  return {
    name: 'x',
    kind: 'file',
    needs: fileStep.needs(params),
    plan: (facts) => fileStep.plan(facts, params),
  };
}

const lockstep: BoundStep = {
  name: 'keepalived',
  kind: 'service',
  needs: [],
  plan: (facts) =>
    facts.pending.paths.includes(path)
      ? [
          {
            op: 'service',
            unit: 'keepalived.service',
            before: { enabled: true, active: true },
            after: { enabled: true, active: true },
            action: 'reload',
            lockstep: ['VRID of VIP'],
            handover: null,
            vrrpConfig: path,
            title: 'reload keepalived',
          },
        ]
      : [],
};

export function pair(): Cluster {
  return {
    name: 'pair',
    file: 'pair.yaml',
    playbook: 'own',
    hosts: [hostOf('a', 100), hostOf('b', 90)],
    vips: [
      {
        name: 'VIP',
        address: '192.0.2.100',
        hosts: ['a', 'b'],
        ports: [],
        unit: 'keepalived.service',
        takeoverSeconds: 4,
      },
    ],
    context: {},
    secrets: [],
  };
}

export function hostOf(name: string, priority: number): Host {
  return {
    name,
    target: {
      name,
      address: `${name}.invalid`,
      hostKeys: 'strict',
      become: { sudo: true },
      transport: 'ssh2',
      connectTimeoutMs: 10_000,
    },
    groups: [],
    priority,
    vars: {},
  };
}
