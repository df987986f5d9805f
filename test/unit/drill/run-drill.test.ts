import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DrillReport, OutageBound } from '../../../src/core/drill.ts';
import type { RemoteTask, Session } from '../../../src/core/session.ts';
import type { DrillField } from '../../../src/drill/field.ts';
import { runDrills } from '../../../src/drill/run-drills.ts';

/** One director that holds the VIP, one that does not, and a server behind them that has it on lo. */
const VIP = '192.0.2.100';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A node as a drill's calls see it. */
class FakeNode {
  readonly calls: string[] = [];
  readonly #lines: string[];
  #following: ((line: string) => void) | undefined;
  #end: () => void = () => {};

  constructor(address: string) {
    this.#lines = [
      'listed 0',
      '2: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500',
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536',
      address,
      'listed-end',
    ];
  }

  session = (): Promise<Session> =>
    Promise.resolve({ run: (task: RemoteTask) => this.#run(task) } as unknown as Session);

  async #run({ what, onLine }: RemoteTask) {
    if (what !== 'clock') this.calls.push(what);
    if (what === 'drill inject') this.#tell(`fault ${Date.now()}`);
    if (what === 'drill undo_now') this.#tell(`undo ${Date.now()}`);
    if (what === 'drill finish') this.#end();
    if (what === 'drill watch') {
      this.#following = onLine;
      for (const line of this.#lines) onLine?.(line);
      await new Promise<void>((resolve) => (this.#end = resolve));
    }
    const said: Record<string, string> = {
      clock: `${Date.now()}000000`,
      'drill events': `${this.#lines.join('\n')}\n`,
    };
    return Promise.resolve({ code: 0, stdout: said[what] ?? '', stderr: '' });
  }

  #tell(line: string): void {
    this.#lines.push(line);
    this.#following?.(line);
  }
}

const bound = (outageMs: number): OutageBound => ({
  outageMs,
  moves: false,
  splitBrainMs: 0,
  failbackMs: null,
  terms: [{ what: 'check', ms: outageMs }],
});

/** `takenOutMs`: after the fault, every second request until then goes to the server that is gone. */
async function drilled(takenOutMs: number, unseen: string[] = []) {
  const nodes: Record<string, FakeNode> = {
    a: new FakeNode(`2: eth0    inet ${VIP}/24 scope global eth0`),
    b: new FakeNode('2: eth0    inet 192.0.2.12/24 scope global eth0'),
    web: new FakeNode(`1: lo    inet ${VIP}/32 scope global lo`),
  };
  const link = (name: string) => {
    const { session } = nodes[name] ?? new FakeNode('');
    return { name, session, renew: session };
  };
  let asked = 0;
  let faultAt = Infinity;
  const params = { cluster: 'pair', owner: '', interface: 'eth0', vips: [], socket: '' };
  const field: DrillField = {
    run: 'RUN',
    nodes: [link('a'), link('b')],
    link,
    vips: [{ name: 'WEB', instance: 'WEB', address: VIP, port: 80, path: null }],
    dial: () => {
      asked += 1;
      const isLost = asked % 2 === 0 && Date.now() >= faultAt && Date.now() < faultAt + takenOutMs;
      return isLost ? Promise.reject(new Error('refused')) : Promise.resolve(new PassThrough());
    },
    probeEveryMs: 20,
    params: () => ({ ...params, services: ['nginx.service'], server: null }),
    boundOf: () => bound(2_000),
    serverDownMs: 0,
    serversBackMs: 1_000,
    unfit: () => null,
    unseen: () => Promise.resolve(unseen),
    health: () => Promise.resolve([]),
    interrupt: new AbortController().signal,
  };
  const planned = { drill: 'real-server-down', host: 'web' } as const;
  const ran = runDrills(field, [planned], (event) => {
    if (event.event === 'drill' && event.state === 'fault') faultAt = Date.now();
  });
  await vi.advanceTimersByTimeAsync(60_000);
  const [report] = (await ran).reports;
  return { report: report as DrillReport, nodes };
}

it('a server behind the pair: the fault is there, the pair watches, the VIP stays', async () => {
  const { report, nodes } = await drilled(1_000);
  expect(report.problems).toEqual([]);
  expect(report.outcome).toBe('passed');
  const [vip] = report.vips;
  expect(vip?.holders.map(({ host }) => host)).toEqual(['a']);
  expect(vip?.outageMs).toBeGreaterThan(900);
  expect(vip?.outageMs).toBeLessThanOrEqual(1_040);
  expect(vip?.failedProbes).toBeGreaterThan(20);
  expect(nodes['web']?.calls).toContain('drill inject');
  for (const name of ['a', 'b']) {
    expect(nodes[name]?.calls).not.toContain('drill inject');
    expect(nodes[name]?.calls).toContain('drill watch');
  }
  // The lease goes back on all of them.
  expect(Object.values(nodes).map(({ calls }) => calls.at(-1))).toEqual([
    'drill release',
    'drill release',
    'drill release',
  ]);
});

it('requests that go there for longer than the check allows fail it', async () => {
  const { report } = await drilled(60_000);
  expect(report.outcome).toBe('failed');
  expect(report.problems[0]).toMatch(
    /^WEB was out for .*; the configuration promises at most 2000/,
  );
});

it('a balancer that has not seen it fails it, whatever the clients saw', async () => {
  const { report } = await drilled(0, ['a still sends requests to web']);
  expect(report.outcome).toBe('failed');
  expect(report.problems).toEqual(['a still sends requests to web']);
});
