import { describe, expect, it } from 'vitest';
import { applyToPair, type Ended, type How, type Trouble } from './fake-pair.ts';

/** Phases and changes, as a reader of the events sees them go by. */
function story({ events }: Ended): string[] {
  return events.flatMap((event) => {
    if (event.event === 'phase') return [`${event.phase} ${event.state}`];
    if (event.event === 'host' && event.phase !== 'probe')
      return [`  ${event.host} ${event.phase} ${event.state}`];
    if (event.event === 'change') return [`    ${event.host} ${event.title}: ${event.state}`];
    if (event.event === 'note') return [`  ${event.host ?? 'all'} note: ${event.message}`];
    if (event.event === 'failure') return [`  failure ${event.failure.reason}`];
    return [];
  });
}

it('standby first, a gate, then the holder; confirmed at once on both', async () => {
  const ended = await applyToPair([]);
  expect(ended.result).toMatchObject({
    aftermath: 'confirmed',
    failure: null,
    hosts: { a: 'changed', b: 'changed' },
  });
  expect(story(ended)).toEqual([
    'stage started',
    '  b stage started',
    '  a stage started',
    '  b stage done',
    '  a stage done',
    'stage done',
    'activate started',
    '  b activate started',
    '    b create /etc/x: started',
    '    b create /etc/x: done',
    '  b activate done',
    '  b gate started',
    '  b gate done',
    '  a activate started',
    '    a create /etc/x: started',
    '    a create /etc/x: done',
    '  a activate done',
    'activate done',
    'verify started',
    'verify done',
    'confirm started',
    'confirm done',
  ]);
  const order = ended.heard.filter((word) => !word.endsWith('probe'));
  expect(order).toEqual([
    'b: stage',
    'a: stage',
    'b: activate',
    'a: activate',
    'b: confirm',
    'a: confirm',
  ]);
});

describe('a host fails at a message', () => {
  type Row = [
    trouble: Trouble,
    aftermath: string,
    reason: string | null,
    hosts: [a: string, b: string],
  ];
  const at = (
    on: string,
    message: Trouble['at'],
    how: How,
    more: Partial<Trouble> = {},
  ): Trouble => ({
    on,
    at: message,
    how,
    ...more,
  });
  const rows: Row[] = [
    // Staging: nothing is activated anywhere.
    [at('a', 'stage', 'fail'), 'untouched', 'command-failed', ['failed', 'skipped']],
    [at('b', 'stage', 'fail'), 'untouched', 'command-failed', ['skipped', 'failed']],
    [at('a', 'stage', 'hang'), 'untouched', 'timed-out', ['failed', 'skipped']],
    [at('b', 'stage', 'cut'), 'untouched', 'connection-lost', ['skipped', 'failed']],
    [at('b', 'stage', 'deaf'), 'untouched', 'connection-lost', ['skipped', 'failed']],
    [at('a', 'stage', 'dead'), 'untouched', 'connection-lost', ['failed', 'skipped']],
    // Looked at once more before the first change: 1 is the probe of the plan.
    [at('a', 'probe', 'dead', { from: 2 }), 'untouched', 'connection-lost', ['skipped', 'skipped']],
    // The standby is first: the holder is not touched.
    [at('b', 'activate', 'fail'), 'reverted', 'command-failed', ['skipped', 'reverted']],
    [at('b', 'activate', 'dead'), 'in-doubt', 'in-doubt', ['skipped', 'failed']],
    // A link that comes back is no failure: what runs on the node is followed on.
    [at('b', 'activate', 'deaf'), 'confirmed', null, ['changed', 'changed']],
    [at('b', 'activate', 'cut'), 'confirmed', null, ['changed', 'changed']],
    [at('a', 'activate', 'deaf'), 'confirmed', null, ['changed', 'changed']],
    [at('a', 'activate', 'fail'), 'reverted', 'command-failed', ['reverted', 'reverted']],
    [at('a', 'activate', 'hang'), 'reverted', 'timed-out', ['reverted', 'reverted']],
    [at('a', 'activate', 'dead'), 'in-doubt', 'in-doubt', ['failed', 'reverted']],
    // Confirming, over connections of its own: 1 and 2 are those of the probe.
    [at('a', 'connect', 'cut', { from: 2 }), 'confirmed', null, ['changed', 'changed']],
    [at('a', 'connect', 'fail', { from: 2 }), 'reverted', 'timed-out', ['reverted', 'reverted']],
    [at('b', 'connect', 'dead', { from: 2 }), 'in-doubt', 'in-doubt', ['reverted', 'failed']],
    [at('a', 'confirm', 'deaf'), 'confirmed', null, ['changed', 'changed']],
    [at('b', 'confirm', 'cut'), 'confirmed', null, ['changed', 'changed']],
    [at('a', 'confirm', 'fail'), 'in-doubt', 'in-doubt', ['reverted', 'changed']],
    [at('b', 'confirm', 'dead'), 'in-doubt', 'in-doubt', ['changed', 'failed']],
  ];

  it.each(rows)('%o: %s, %s', async (trouble, aftermath, reason, [a, b]) => {
    const ended = await applyToPair([trouble]);
    const { result } = ended;
    expect({ aftermath: result.aftermath, reason: result.failure?.reason ?? null }).toEqual({
      aftermath,
      reason,
    });
    expect(result.hosts).toEqual({ a, b });
    expectHonest(ended);
  });

  it('every message, every trouble, every host, alone or on both: the result says what is so', async () => {
    const messages: Trouble['at'][] = [
      'probe',
      'stage',
      'activate',
      'confirm',
      'undo_now',
      'connect',
    ];
    const hows: How[] = ['fail', 'hang', 'cut', 'deaf', 'dead'];
    for (const message of messages) {
      for (const how of hows) {
        for (const from of message === 'probe' || message === 'connect' ? [2, 3] : [1]) {
          for (const where of [['a'], ['b'], ['a', 'b']]) {
            const troubles = where.map((on) => at(on, message, how, { from }));
            if (message === 'undo_now') troubles.push(at('a', 'activate', 'fail'));
            expectHonest(await applyToPair(troubles), JSON.stringify(troubles));
          }
        }
      }
    }
  }, 20_000);
});

/** The promise of a transaction: all new, all old, or it says that a person must look. */
function expectHonest({ result, nodes, heard }: Ended, when = ''): void {
  const { a, b } = nodes;
  const states = [a, b].map(({ content, decided }) => ({ content, decided }));
  if (result.aftermath === 'confirmed') {
    expect(states, when).toEqual([
      { content: 'new', decided: 'confirmed' },
      { content: 'new', decided: 'confirmed' },
    ]);
  }
  if (result.aftermath === 'untouched') {
    expect(
      heard.filter((word) => word.endsWith('activate')),
      when,
    ).toEqual([]);
    expect(
      states.map(({ content }) => content),
      when,
    ).toEqual(['old', 'old']);
  }
  if (result.aftermath === 'reverted') {
    expect(
      states.map(({ content }) => content),
      when,
    ).toEqual(['old', 'old']);
    expect(
      states.map(({ decided }) => decided),
      when,
    ).not.toContain('confirmed');
  }
  for (const [name, node] of Object.entries(nodes)) {
    const outcome = result.hosts[name];
    if (outcome === 'changed') expect(node.decided, when).toBe('confirmed');
    if (outcome === 'reverted') expect(node.decided, when).toBe('reverted');
    if (outcome === 'skipped' || outcome === 'ok') expect(node.content, when).toBe('old');
    if (node.decided === 'confirmed' && !node.dead) expect(outcome, when).toBe('changed');
  }
  expect(result.failure === null, when).toBe(result.aftermath === 'confirmed');
  // Never a host that keeps the new state while the run undoes the other.
  const undone = heard.filter((word) => word.endsWith('undo_now'));
  if (states.some(({ decided }) => decided === 'confirmed')) expect(undone, when).toEqual([]);
}

describe('the watchdogs, where the gate between the nodes takes seven seconds', () => {
  it.each([
    [false, 'one after the other: a daemon that must restart is not down on both', 7_000, 9_000],
    [true, 'together in lockstep: one node is not old while another is new', -1_000, 0],
  ])('in lockstep: %s: fire %s', async (inLockstep, _, least, most) => {
    const { nodes, result } = await applyToPair([], { settleSeconds: 7, inLockstep });
    expect(result.aftermath).toBe('confirmed');
    const apart = (nodes.a.watchdogAt ?? NaN) - (nodes.b.watchdogAt ?? NaN);
    expect(apart).toBeGreaterThanOrEqual(least);
    expect(apart).toBeLessThanOrEqual(most);
  });
});

describe('going back in lockstep', () => {
  /** When each node was asked to go back, in milliseconds after the last was changed. */
  async function asked(...troubles: Trouble[]): Promise<[host: string, at: number][]> {
    const begun: [string, number][] = [];
    let changed = 0;
    const { result } = await applyToPair(troubles, {
      inLockstep: true,
      interruptAt: (event) => {
        if (event.event === 'host' && event.phase === 'activate') changed = Date.now();
        if (event.event === 'host' && event.phase === 'revert' && event.state === 'started')
          begun.push([event.host, Date.now() - changed]);
        return false;
      },
    });
    expect(['reverted', 'in-doubt']).toContain(result.aftermath);
    return begun;
  }
  const cut: Trouble = { on: 'b', at: 'probe', how: 'cut', from: 4 };

  it('both are asked at once', async () => {
    expect(await asked(cut)).toEqual([
      ['b', 0],
      ['a', 0],
    ]);
  });

  it('one that does not answer: none before the watchdogs', async () => {
    const gone: Trouble = { on: 'b', at: 'connect', how: 'fail', from: 2, times: 5 };
    const begun = await asked(cut, gone);
    expect(begun.map(([host]) => host)).toEqual(['b', 'a']);
    for (const [, at] of begun) expect(at).toBeGreaterThan(55_000);
  });
});

it('a confirm whose answer is lost, and then nobody may log in: in doubt, and nothing is undone', async () => {
  const { result, heard } = await applyToPair([
    { on: 'a', at: 'confirm', how: 'deaf' },
    { on: 'a', at: 'connect', how: 'barred', from: 3, times: 1000 },
  ]);
  expect(result.aftermath).toBe('in-doubt');
  expect(result.hosts).toEqual({ a: 'failed', b: 'changed' });
  expect(heard.filter((word) => word.endsWith('undo_now'))).toEqual([]);
});

it('in doubt, a host that was to stay as it is gives its lease back', async () => {
  const { result, heard } = await applyToPair([{ on: 'b', at: 'confirm', how: 'dead' }], {
    only: 'b',
  });
  expect(result.aftermath).toBe('in-doubt');
  expect(heard).toContain('a: abandon');
});

describe('another run came and went before the first change', () => {
  const told = (state: string): string[] => [
    `transaction\t20260101T000000Z-abcdef\t${state}\t1\tbob@desk\tapply\ta b`,
  ];
  it('and has changed a node: nothing is touched', async () => {
    const { result, heard } = await applyToPair([], { later: told('confirmed') });
    expect(result.failure).toEqual({
      reason: 'plan-stale',
      hosts: [
        {
          host: 'a',
          facts: ['transaction 20260101T000000Z-abcdef of bob@desk is confirmed there'],
        },
      ],
    });
    expect(heard.filter((word) => word.endsWith('activate'))).toEqual([]);
  });

  it('and has changed nothing: it goes on', async () => {
    expect((await applyToPair([], { later: told('abandoned') })).result.failure).toBeNull();
  });
});

it('a failure tells the words of the change, not those of its undo', async () => {
  const { result } = await applyToPair([{ on: 'b', at: 'activate', how: 'fail' }]);
  expect(result.failure).toEqual({
    reason: 'command-failed',
    host: 'b',
    step: 'x',
    command: 'create /etc/x',
    exitCode: 3,
    output: 'boom',
  });
});

it('a lost link is told, and found again', async () => {
  const ended = await applyToPair([{ on: 'b', at: 'activate', how: 'deaf' }]);
  expect(story(ended)).toContain('  b note: connection lost during activate: reconnecting');
  expect(ended.nodes.b.said).toEqual(expect.arrayContaining(['activate', 'rejoin activate']));
  // Nothing is told twice.
  const begun = story(ended).filter((line) => line.includes('b create /etc/x: started'));
  expect(begun).toHaveLength(1);
});

it('another run holds the lease', async () => {
  const lines = ['1 held 20260101T000000Z-abcdef 1699999000 42 bob@desk', '1 end stage 75'];
  const ended = await applyToPair([{ on: 'b', at: 'stage', how: 'fail', lines }]);
  expect(ended.result).toMatchObject({
    aftermath: 'untouched',
    failure: {
      reason: 'lease-held',
      host: 'b',
      owner: 'bob@desk',
      run: '20260101T000000Z-abcdef',
      since: 1_699_999_000,
      remainingSeconds: 42,
    },
  });
  expect(ended.heard).toContain('a: abandon');
});

it('a file that somebody has changed since the plan', async () => {
  const lines = ['1 drifted 01-create-etc-x', '1 end stage 1'];
  const { result } = await applyToPair([{ on: 'a', at: 'stage', how: 'fail', lines }]);
  expect(result.failure).toEqual({
    reason: 'plan-stale',
    hosts: [{ host: 'a', facts: ['/etc/x'] }],
  });
});

describe('Ctrl-C', () => {
  it('while staging: nothing is activated', async () => {
    const ended = await applyToPair([], {
      interruptAt: (event) => event.event === 'phase' && event.phase === 'stage',
    });
    expect(ended.result).toMatchObject({
      aftermath: 'untouched',
      failure: { reason: 'interrupted' },
    });
    expectHonest(ended);
  });

  it('while one is activated: it is reverted, the other never touched', async () => {
    const ended = await applyToPair([], {
      interruptAt: (event) => event.event === 'host' && event.phase === 'activate',
    });
    expect(ended.result).toMatchObject({
      aftermath: 'reverted',
      failure: { reason: 'interrupted' },
      hosts: { a: 'skipped', b: 'reverted' },
    });
    expect(ended.heard).not.toContain('a: activate');
    expectHonest(ended);
  });

  it('before the confirm: both are reverted', async () => {
    const ended = await applyToPair([], {
      interruptAt: (event) =>
        event.event === 'phase' && event.phase === 'verify' && event.state === 'started',
    });
    expect(ended.result).toMatchObject({
      aftermath: 'reverted',
      hosts: { a: 'reverted', b: 'reverted' },
    });
    expectHonest(ended);
  });
});
