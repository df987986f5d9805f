import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { drillNames, isServerDrill, type PairDrill } from '../../../src/core/drill.ts';
import { pairModelOf } from '../../../src/keepalived/model.ts';
import { outageBound } from '../../../src/keepalived/timing.ts';
import { keepalivedText, nodeNames, pair, type PairShape } from './pair.ts';

function bound(
  shape: PairShape,
  fault: PairDrill,
  more: { victim?: string; faultMs?: number } = {},
) {
  return outageBound(pair(shape), {
    fault,
    instance: 'V',
    holder: 'lb01',
    victim: more.victim ?? 'lb01',
    ...(more.faultMs !== undefined && { faultMs: more.faultMs }),
  });
}

interface Measured {
  what: string;
  shape: PairShape;
  fault: PairDrill;
  /** Seconds, least and most. */
  seen: [number, number];
}

/** Measured in a lab of two nodes and a client, Debian 12, keepalived 2.2.7. */
const measured: Measured[] = [
  { what: 'weight 0', shape: {}, fault: 'haproxy-stopped', seen: [0.95, 2.14] },
  {
    what: 'negative weight: lower advertisements are discarded',
    shape: { weight: -20 },
    fault: 'haproxy-stopped',
    seen: [3.2, 5.1],
  },
  {
    what: 'negative weight and preempt_delay 8',
    shape: { weight: -20, lines: ['', 'preempt_delay 8'] },
    fault: 'haproxy-stopped',
    seen: [12.4, 12.4],
  },
  {
    what: 'nopreempt with weight 0',
    shape: { lines: ['nopreempt', 'nopreempt'] },
    fault: 'haproxy-stopped',
    seen: [1.1, 1.1],
  },
  { what: 'SIGTERM', shape: {}, fault: 'keepalived-stopped', seen: [0.66, 0.79] },
  {
    what: 'SIGTERM, priorities 254 and 253',
    shape: { priorities: [254, 253] },
    fault: 'keepalived-stopped',
    seen: [0.014, 0.014],
  },
  { what: 'power off', shape: {}, fault: 'power-cut', seen: [2.7, 3.63] },
  { what: 'cable', shape: {}, fault: 'link-down', seen: [2.7, 3.63] },
  {
    what: 'cable, version 3, 0.3 s',
    shape: { version: 3, advertInt: 0.3 },
    fault: 'link-down',
    seen: [0.92, 1.07],
  },
  {
    what: 'cable, version 3, 0.1 s',
    shape: { version: 3, advertInt: 0.1 },
    fault: 'link-down',
    seen: [0.46, 0.47],
  },
  {
    what: 'SIGTERM, version 3, 0.3 s',
    shape: { version: 3, advertInt: 0.3 },
    fault: 'keepalived-stopped',
    seen: [0.2, 0.2],
  },
];

test.each(measured)('$what: what was measured lies within the bound', (one) => {
  const { outageMs, moves } = bound(one.shape, one.fault);
  const [least, most] = one.seen;
  expect(moves).toBe(true);
  expect(most * 1000).toBeLessThanOrEqual(outageMs);
  // A bound that promises nothing would hold everything: the check's interval and a second above what was seen.
  expect(outageMs).toBeLessThan(least * 1000 + 3200);
});

describe('what cannot fail over says so', () => {
  it('a weight too small', () => {
    const { outageMs, moves, terms } = bound({ weight: -5 }, 'haproxy-stopped');
    expect([outageMs, moves]).toEqual([Infinity, false]);
    expect(terms.map(({ what }) => what)).toEqual([
      'weight -5 cannot flip the election: with the check failing lb01 still has 95, lb02 has 90',
    ]);
  });

  it('nopreempt with a weight', () => {
    const { outageMs, terms } = bound({ weight: -20, lines: ['', 'nopreempt'] }, 'haproxy-stopped');
    expect(outageMs).toBe(Infinity);
    expect(terms[0]?.what).toMatch(/^nopreempt on lb02/);
  });
});

describe('versions', () => {
  it('before 2.0 a backup takes over at the first lower advertisement', () => {
    const old = bound({ weight: -20, keepalived: '1.3.5' }, 'haproxy-stopped').outageMs;
    const now = bound({ weight: -20 }, 'haproxy-stopped').outageMs;
    expect(now - old).toBe(3000 + 649 - 1000);
  });
});

describe('haproxy killed', () => {
  it('systemd may be first', () => {
    const slow = { interval: 10, fall: 3 };
    expect(bound({ ...slow, restarts: { haproxy: true } }, 'haproxy-killed').outageMs).toBe(
      2000 + 649 + 150,
    );
    expect(bound({ ...slow, restarts: { haproxy: false } }, 'haproxy-killed')).toEqual(
      bound(slow, 'haproxy-stopped'),
    );
    expect(bound(slow, 'haproxy-killed')).toEqual({
      ...bound(slow, 'haproxy-stopped'),
      moves: false,
      mayMove: true,
    });
  });

  it('systemd heals what the election cannot', () => {
    const stuck = { weight: -5, restarts: { haproxy: true } };
    expect(bound(stuck, 'haproxy-killed').outageMs).toBe(2150);
  });
});

describe('what the VIP is for', () => {
  const script = (name: string) =>
    `vrrp_script ${name} {\n  script "/etc/keepalived/check_${name}.sh"\n  interval 3\n  fall 2\n}\n`;
  const guarding = (name: string, more: Partial<PairShape> = {}): PairShape => {
    const tracked = `track_script {\n    ${name}\n  }`;
    return { blocks: script(name), lines: [tracked, tracked], ...more };
  };
  const terms = (name: string, fault: PairDrill) =>
    bound(guarding(name), fault).terms.map(({ ms }) => ms);

  it.each(['nginx', 'mariadb'] as const)('%s: the check that names it counts, no other', (name) => {
    expect(terms(name, `${name}-stopped`)).toEqual([6000, 500, 649, 150]);
    // The shape's own check is of haproxy.
    expect(terms(name, 'haproxy-stopped')).toEqual([2000, 500, 649, 150]);
  });

  it('mariadb is guarded by a check of mysql as well', () => {
    expect(terms('mysql', 'mariadb-stopped')).toEqual([6000, 500, 649, 150]);
  });

  it('a check of another service sees nothing of it', () => {
    expect(bound({}, 'nginx-stopped')).toMatchObject({
      outageMs: Infinity,
      terms: [{ what: 'nothing that V tracks on lb01 looks at nginx' }],
    });
  });

  it('a check that names none sees whatever there is', () => {
    const unnamed = keepalivedText({}, 0).replaceAll('haproxy', 'service');
    const model = pairModelOf(
      nodeNames.map((host) => ({ host, keepalived: unnamed, keepalivedVersion: '2.2.7' })),
    );
    const question = { instance: 'V', victim: 'lb01', holder: 'lb01' };
    for (const fault of ['haproxy-stopped', 'nginx-stopped'] as const) {
      expect(outageBound(model, { ...question, fault }).outageMs).toBeLessThan(5000);
    }
  });

  it('killed: systemd may be first, as it restarts that service', () => {
    const killed = (restarts: PairShape['restarts']) =>
      bound(guarding('nginx', { restarts: restarts ?? {} }), 'nginx-killed');
    expect(killed({ nginx: true })).toMatchObject({ outageMs: 2000 + 649 + 150, mayMove: true });
    expect(killed({ nginx: true }).terms[0]?.what).toBe('systemd starts nginx again');
    expect(killed({ haproxy: true, nginx: false })).toEqual(
      bound(guarding('nginx'), 'nginx-stopped'),
    );
  });
});

describe('two masters', () => {
  it('last as long as VRRP is blocked, less the silence before the second', () => {
    const { splitBrainMs, moves } = bound({}, 'vrrp-blocked', { faultMs: 10_000 });
    expect(moves).toBe(true);
    expect(splitBrainMs).toBe(10_000 - 2000 + 1000 + 150);
    expect(bound({}, 'vrrp-blocked').splitBrainMs).toBe(1150);
  });

  it('a standby that is cut off becomes one as well', () => {
    const standby = bound({}, 'vrrp-blocked', { victim: 'lb02', faultMs: 10_000 });
    expect(standby).toEqual(bound({}, 'vrrp-blocked', { faultMs: 10_000 }));
  });
});

describe('failback', () => {
  it('waits for the check, the master-down interval and preempt_delay', () => {
    const failback = (shape: PairShape) => bound(shape, 'haproxy-stopped').failbackMs;
    const plain = failback({}) ?? 0;
    // Measured: 3.5 to 5.1 s, with preempt_delay 5 9.6 s.
    expect(plain).toBeGreaterThanOrEqual(5100);
    expect(failback({ rise: 3 })).toBe(plain + 4000);
    expect(failback({ lines: ['preempt_delay 5', ''] })).toBe(plain + 5000 + 1000);
    expect(failback({ lines: ['nopreempt', 'nopreempt'] })).toBeNull();
  });
});

describe('term by term', () => {
  const terms = (shape: PairShape, fault: PairDrill) =>
    bound(shape, fault).terms.map(({ ms }) => ms);

  it('skew: 256 less the priority, parts of a second, in version 3 of the interval', () => {
    expect(terms({}, 'keepalived-stopped')).toEqual([649, 150]);
    expect(terms({ version: 3, advertInt: 0.2 }, 'keepalived-stopped')).toEqual([130, 150]);
  });

  it('version 3 takes the interval of the master, version 2 its own', () => {
    const shape: PairShape = { advertInt: [2, 1] };
    expect(terms(shape, 'power-cut')).toEqual([3000, 649, 150]);
    expect(terms({ ...shape, version: 3 }, 'power-cut')).toEqual([6000, 1297, 150]);
  });

  it('before 2.0 a fault is silence, not a farewell', () => {
    expect(terms({}, 'haproxy-stopped')).toEqual([2000, 500, 649, 150]);
    expect(terms({ keepalived: '1.3.5' }, 'haproxy-stopped')).toEqual([2000, 500, 3000, 649, 150]);
  });

  it('a check that names haproxy counts before others, whichever is the faster', () => {
    const quick = 'vrrp_script other {\n  script /bin/ping\n  interval 1\n}\n';
    const both = 'track_script {\n    other\n  }';
    const shape: PairShape = { blocks: quick, lines: [both, both], weight: -20 };
    expect(terms(shape, 'haproxy-stopped')).toEqual([2000, 500, 3000, 649, 150]);
  });

  it('of several weights that must all count, the slowest check', () => {
    const second =
      'vrrp_script haproxy_http {\n  script /bin/check\n  interval 5\n  weight -6\n}\n';
    const both = 'track_script {\n    haproxy_http\n  }';
    const shape: PairShape = { blocks: second, lines: [both, both], weight: -6 };
    expect(terms(shape, 'haproxy-stopped')).toEqual([5000, 500, 3000, 649, 150]);
  });

  it('vrrp_track_process sees haproxy end, but not its servers', () => {
    const process = 'vrrp_track_process proxy {\n  process haproxy\n  delay 0.2\n}\n';
    const both = 'track_process {\n    proxy\n  }';
    const shape: PairShape = { blocks: process, lines: [both, both] };
    expect(terms(shape, 'haproxy-stopped')).toEqual([200, 100, 649, 150]);
    expect(terms(shape, 'backends-down')).toEqual([2000, 500, 649, 150]);
  });

  it('reverse turns a weight around', () => {
    const other = 'vrrp_script other {\n  script /bin/x\n  weight 60\n}\n';
    const both = 'track_script {\n    other reverse\n  }';
    const shape: PairShape = { blocks: other, lines: [both, ''] };
    // 100 - 60 while it succeeds: the holder's own skew counts in the failback, were it to get it back.
    expect(bound(shape, 'keepalived-stopped').failbackMs).toBeNull();
  });
});

describe('failback, more', () => {
  it('the lower priority does not take it back; a node that boots takes longer', () => {
    expect(bound({ priorities: [90, 100] }, 'haproxy-stopped').failbackMs).toBeNull();
    const boot = bound({}, 'reboot').failbackMs ?? 0;
    expect(boot - (bound({}, 'link-down').failbackMs ?? 0)).toBe(14_000);
  });
});

describe('keepalived killed outright', () => {
  it('nobody heals it: haproxy answers on, the standby is a second holder', () => {
    expect(
      bound({ restarts: { keepalived: false } }, 'keepalived-killed', { faultMs: 10_000 }),
    ).toMatchObject({
      outageMs: 150,
      moves: true,
      splitBrainMs: 10_000 - 2000 + 1000 + 150,
    });
  });

  it('systemd starts it again: it drops the VIP at its start, and either may have it next', () => {
    expect(
      bound({ restarts: { keepalived: true } }, 'keepalived-killed', { faultMs: 10_000 }),
    ).toMatchObject({
      outageMs: 3000 + 649 + 150,
      moves: false,
      mayMove: true,
      splitBrainMs: 150,
    });
  });
});

test('after two masters the neighbours learn the right one at once, by a refresh, or in their own time', () => {
  const outage = (global: string) => bound({ global }, 'vrrp-blocked').outageMs;
  expect(outage('vrrp_higher_prio_send_advert')).toBe(150);
  expect(outage('vrrp_garp_master_refresh 4')).toBe(4150);
  expect(outage('vrrp_garp_master_refresh 60')).toBe(54_150);
  expect(outage('')).toBe(54_150);
});

test('one server down: until haproxy asks it no more, where a backend has another', () => {
  const outage = (backends: string) => {
    const haproxy = `defaults\n timeout connect 1s\nfrontend f\n bind 192.0.2.100:80\n default_backend a\n use_backend b if x\n${backends}`;
    const model = pairModelOf(
      nodeNames.map((host, index) => ({
        host,
        keepalived: keepalivedText({}, index === 0 ? 0 : 1),
        keepalivedVersion: null,
        haproxy,
      })),
    );
    return outageBound(model, {
      fault: 'server-down',
      instance: 'V',
      victim: 'lb01',
      holder: 'lb01',
    });
  };
  const one = ' server s1 192.0.2.1:80 check\n';
  const two = `${one} server s2 192.0.2.2:80 check inter 3s\n`;
  expect(outage(`backend a\n${one}backend b\n${two}`).outageMs).toBe(9000 + 9000 + 150);
  expect(outage(`backend a\n${one}`)).toMatchObject({
    outageMs: Infinity,
    terms: [{ what: 'no backend behind V has a second server' }],
  });
});

test('of three nodes the highest of the others takes over; of one, none', () => {
  const node = (host: string, priority: number) => ({
    host,
    keepalived: `vrrp_instance V {\npriority ${priority}\n}\n`,
    keepalivedVersion: '2.2.7',
  });
  const question = {
    fault: 'keepalived-stopped',
    instance: 'V',
    victim: 'a',
    holder: 'a',
  } as const;
  const three = pairModelOf([node('a', 100), node('b', 50), node('c', 90)]);
  expect(outageBound(three, question).terms[0]).toEqual({
    what: 'skew of c (priority 90)',
    ms: 649,
  });
  expect(outageBound(pairModelOf([node('a', 100)]), question).terms[0]?.what).toBe(
    'no other node has instance V',
  );
  expect(outageBound(three, { ...question, instance: 'W' }).terms[0]?.what).toBe(
    'a has no instance W',
  );
});

const shapes: fc.Arbitrary<PairShape> = fc.record({
  priorities: fc.tuple(fc.integer({ min: 1, max: 254 }), fc.integer({ min: 1, max: 254 })),
  version: fc.constantFrom<2 | 3>(2, 3),
  advertInt: fc.integer({ min: 1, max: 10 }),
  weight: fc.integer({ min: -253, max: 253 }),
  interval: fc.integer({ min: 1, max: 60 }),
  fall: fc.integer({ min: 1, max: 10 }),
  rise: fc.integer({ min: 1, max: 10 }),
  lines: fc.tuple(
    fc.constantFrom('', 'nopreempt', 'preempt_delay 7'),
    fc.constantFrom('', 'nopreempt', 'preempt_delay 7'),
  ),
  keepalived: fc.constantFrom('1.3.5', '2.0.19', '2.2.7', null),
  restarts: fc.constantFrom<PairShape['restarts'][]>(
    {},
    { haproxy: true, keepalived: true },
    { haproxy: false, keepalived: false },
  ) as fc.Arbitrary<NonNullable<PairShape['restarts']>>,
});
const pairDrills = drillNames.filter((one): one is PairDrill => !isServerDrill(one));
const faults = fc.constantFrom(...pairDrills);
const hosts = fc.constantFrom(...nodeNames);

describe('laws of every bound', () => {
  it('its terms add up to it', () => {
    fc.assert(
      fc.property(shapes, faults, hosts, hosts, (shape, fault, victim, holder) => {
        const { outageMs, terms } = outageBound(pair(shape), {
          fault,
          instance: 'V',
          victim,
          holder,
        });
        expect(terms.reduce((sum, { ms }) => sum + ms, 0)).toBe(outageMs);
        expect(terms.every(({ ms }) => ms >= 0)).toBe(true);
      }),
    );
  });

  it('slower settings never shorten it', () => {
    fc.assert(
      fc.property(
        shapes,
        faults,
        fc.constantFrom('advertInt' as const, 'interval' as const, 'fall' as const),
        (shape, fault, setting) => {
          const slower = { ...shape, [setting]: Number(shape[setting] ?? 1) + 3 };
          expect(bound(slower, fault).outageMs).toBeGreaterThanOrEqual(
            bound(shape, fault).outageMs,
          );
        },
      ),
    );
  });

  it('a higher priority of the standby never lengthens a silent death', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 20 }), (shape, more) => {
        const [first, second] = shape.priorities ?? [100, 90];
        const higher = {
          ...shape,
          priorities: [first, Math.min(254, second + more)] as [number, number],
        };
        expect(bound(higher, 'power-cut').outageMs).toBeLessThanOrEqual(
          bound(shape, 'power-cut').outageMs,
        );
      }),
    );
  });

  it('a fault on the standby neither moves nor silences anything', () => {
    fc.assert(
      fc.property(shapes, faults, (shape, fault) => {
        fc.pre(fault !== 'vrrp-blocked');
        const { outageMs, moves, splitBrainMs } = bound(shape, fault, { victim: 'lb02' });
        expect({ outageMs, moves, splitBrainMs }).toEqual({
          outageMs: 150,
          moves: false,
          splitBrainMs: 0,
        });
      }),
    );
  });
});
