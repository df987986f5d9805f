import type {
  DrillMark,
  DrillName,
  DrillReport,
  OutageBound,
  VipMeasurement,
} from '../../../src/core/drill.ts';
import type { CheckResult } from '../../../src/core/failure.ts';
import type { PageData } from '../../../src/report/report-data.ts';

const [lb01, lb02] = ['prod-bj-lb01', 'prod-bj-lb02'] as const;

interface Scene {
  drill: DrillName;
  title: string;
  host?: string;
  durationMs: number;
  fault: DrillReport['fault'];
  vips: VipMeasurement[];
  marks: DrillMark[];
  problems?: string[];
  leftBehind?: string[];
}

export function drill(scene: Scene): DrillReport {
  return {
    host: lb01,
    outcome: (scene.problems ?? []).length > 0 ? 'failed' : 'passed',
    problems: [],
    startedAt: Date.UTC(2026, 7, 1, 3, 12, 4),
    clockErrorMs: { [lb01]: 3.2, [lb02]: 2.7 },
    leftBehind: [],
    ...scene,
  };
}

/** Weight −20, advertisements each second, priorities 100 and 90: domain.md, part C. */
const weighted: OutageBound = {
  outageMs: 5650,
  moves: true,
  splitBrainMs: 0,
  failbackMs: 7609,
  terms: [
    { what: 'check interval × fall (2 s × 1)', ms: 2000 },
    { what: 'advertisements missed (3 × 1 s)', ms: 3000 },
    { what: 'skew of priority 90, (256 − 90) / 256', ms: 648 },
    { what: 'address added and announced (gratuitous ARP)', ms: 2 },
  ],
};

const silent: OutageBound = {
  outageMs: 3798,
  moves: true,
  splitBrainMs: 0,
  failbackMs: 3659,
  terms: [
    { what: 'advertisements missed (3 × 1 s)', ms: 3000 },
    { what: 'skew of priority 90, (256 − 90) / 256', ms: 648 },
    { what: 'address added and announced (gratuitous ARP)', ms: 150 },
  ],
};

const harmless: OutageBound = {
  outageMs: 0,
  moves: false,
  splitBrainMs: 0,
  failbackMs: null,
  terms: [{ what: 'HAProxy sends a request again to another server', ms: 0 }],
};

/** Latencies that look measured and are the same in every run. */
function latencies(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return 1.2 + (state / 2_147_483_648) ** 4 * 9;
  };
}

interface Span {
  from: number;
  to: number;
  error: string;
  /** How long a probe waits; one that is refused ends at once. */
  ms: number;
}

interface Picture {
  name?: string;
  address?: string;
  durationMs: number;
  holders: VipMeasurement['holders'];
  silent?: Span;
  bound: OutageBound;
  failbackMs?: number;
  splitBrainMs?: number;
  noHolderMs?: number;
}

/** A VIP probed every 20 ms, with one stretch in which it does not answer. */
export function vip(picture: Picture): VipMeasurement {
  const { durationMs, silent: gap, name = 'INTERNAL_VIP', address = '172.16.0.100' } = picture;
  const latency = latencies(name.length + durationMs);
  const probes: VipMeasurement['probes'] = [];
  for (let at = 0; at < durationMs; at += 20) {
    const lost = gap !== undefined && at >= gap.from && at < gap.to;
    probes.push({ at, ms: lost ? gap.ms : latency(), error: lost ? gap.error : null });
  }
  const failed = probes.filter(({ error }) => error !== null);
  const { splitBrainMs = 0, noHolderMs = 0 } = picture;
  return {
    name,
    address,
    port: 80,
    holders: picture.holders,
    probes,
    probeEveryMs: 20,
    outageMs: gap === undefined ? 0 : gap.to - gap.from + 20,
    errorMs: 24,
    bound: picture.bound,
    failedProbes: failed.length,
    noHolderMs,
    splitBrainMs,
    ...(picture.failbackMs === undefined ? {} : { failbackMs: picture.failbackMs }),
  };
}

export const haproxyStopped = drill({
  drill: 'haproxy-stopped',
  title: 'haproxy stopped',
  durationMs: 14_000,
  fault: { at: 1500, undoneAt: 6600 },
  vips: [
    vip({
      durationMs: 14_000,
      holders: [
        { host: lb01, from: 0, to: 3410 },
        { host: lb02, from: 3418, to: 11_020 },
        { host: lb01, from: 11_012, to: null },
      ],
      silent: { from: 1520, to: 3440, error: 'connection refused', ms: 0.9 },
      bound: weighted,
      noHolderMs: 8,
      splitBrainMs: 0,
      failbackMs: 4412,
    }),
  ],
  marks: [
    { at: 1500, kind: 'fault', text: 'haproxy stopped on prod-bj-lb01', host: lb01 },
    { at: 1518, kind: 'lost', text: 'INTERNAL_VIP stopped to answer', vip: 'INTERNAL_VIP' },
    { at: 2790, kind: 'detect', text: 'check_haproxy failed on prod-bj-lb01', host: lb01 },
    { at: 3418, kind: 'takeover', text: 'prod-bj-lb02 holds INTERNAL_VIP', host: lb02 },
    { at: 3442, kind: 'back', text: 'INTERNAL_VIP answers again', vip: 'INTERNAL_VIP' },
    { at: 6600, kind: 'undo', text: 'haproxy started on prod-bj-lb01', host: lb01 },
    { at: 11_012, kind: 'failback', text: 'prod-bj-lb01 holds INTERNAL_VIP', host: lb01 },
    { at: 13_400, kind: 'healthy', text: 'the pair is as before' },
  ],
});

export const splitBrain = drill({
  drill: 'vrrp-blocked',
  title: 'VRRP blocked between the nodes',
  durationMs: 13_000,
  fault: { at: 1000, undoneAt: 8000 },
  vips: [
    vip({
      durationMs: 13_000,
      holders: [
        { host: lb01, from: 0, to: null },
        { host: lb02, from: 4460, to: 8810 },
      ],
      bound: {
        outageMs: 1000,
        moves: false,
        splitBrainMs: 8000,
        failbackMs: null,
        terms: [
          { what: 'one advertisement after the block, then ARP is announced again', ms: 1000 },
        ],
      },
      splitBrainMs: 4350,
    }),
  ],
  marks: [
    { at: 1000, kind: 'fault', text: 'nftables drops protocol 112', host: lb01 },
    { at: 4460, kind: 'takeover', text: 'prod-bj-lb02 holds INTERNAL_VIP too', host: lb02 },
    { at: 8000, kind: 'undo', text: 'the nftables table is deleted', host: lb01 },
    { at: 8810, kind: 'failback', text: 'prod-bj-lb02 gave INTERNAL_VIP up', host: lb02 },
    { at: 12_500, kind: 'healthy', text: 'the pair is as before' },
  ],
});

export const skipped: DrillReport = {
  ...drill({
    drill: 'power-cut',
    title: 'power cut',
    durationMs: 0,
    fault: null,
    vips: [],
    marks: [],
    problems: ['prod-bj-lb01 is a container: it has no power of its own to cut'],
  }),
  outcome: 'skipped',
  clockErrorMs: {},
};

/** As when the check script lost its run bit: keepalived never sees that haproxy is dead. */
export const failed = drill({
  drill: 'haproxy-killed',
  title: 'haproxy killed',
  durationMs: 16_000,
  fault: { at: 1500, undoneAt: 11_500 },
  problems: [
    'INTERNAL_VIP was out for 10040 ms ± 24 ms; the configuration promises at most 5650 ms',
    'INTERNAL_VIP stayed on prod-bj-lb01: no other host took it over',
    'not as before: /run/hadeploy-drill-7f3a still exists on prod-bj-lb01',
  ],
  leftBehind: ['/run/hadeploy-drill-7f3a still exists on prod-bj-lb01'],
  vips: [
    vip({
      durationMs: 16_000,
      holders: [{ host: lb01, from: 0, to: null }],
      silent: { from: 1520, to: 11_540, error: 'connection refused', ms: 0.9 },
      bound: weighted,
    }),
  ],
  marks: [
    { at: 1500, kind: 'fault', text: 'fault', host: lb01 },
    { at: 1518, kind: 'lost', text: 'INTERNAL_VIP does not answer', vip: 'INTERNAL_VIP' },
    { at: 11_500, kind: 'undo', text: 'fault ends', host: lb01 },
    { at: 11_542, kind: 'back', text: 'INTERNAL_VIP answers again', vip: 'INTERNAL_VIP' },
  ],
});

/** Its configuration promises nothing: the fault was not even injected. */
export const hopeless = drill({
  drill: 'keepalived-stopped',
  title: 'keepalived stopped',
  host: lb02,
  durationMs: 1800,
  fault: null,
  problems: ['INTERNAL_VIP cannot fail over: nopreempt on both nodes and a weight'],
  vips: [
    vip({
      durationMs: 1000,
      holders: [{ host: lb01, from: 0, to: null }],
      bound: {
        outageMs: Infinity,
        moves: false,
        splitBrainMs: 0,
        failbackMs: null,
        terms: [
          { what: 'check interval × fall (2 s × 1)', ms: 2000 },
          { what: 'nopreempt on both nodes and a weight', ms: Infinity },
        ],
      },
    }),
  ],
  marks: [],
});

const publicVip = { name: 'PUBLIC_VIP', address: '172.16.0.200' };

/** Active/active: each node holds one VIP, and only that of the node that dies moves. Booting takes a while. */
export const reboot = drill({
  drill: 'reboot',
  title: 'node rebooted',
  host: lb02,
  durationMs: 74_000,
  fault: { at: 1200, undoneAt: 52_300 },
  vips: [
    vip({
      durationMs: 74_000,
      holders: [{ host: lb01, from: 0, to: null }],
      bound: { ...harmless, terms: [{ what: 'held by the other node', ms: 0 }] },
    }),
    vip({
      ...publicVip,
      durationMs: 74_000,
      holders: [
        { host: lb02, from: 0, to: 1460 },
        { host: lb01, from: 4320, to: 61_830 },
        { host: lb02, from: 61_845, to: null },
      ],
      silent: { from: 1460, to: 4360, error: 'timed out', ms: 150 },
      bound: { ...silent, failbackMs: 10_659 },
      noHolderMs: 2875,
      failbackMs: 9545,
    }),
  ],
  marks: [
    { at: 1200, kind: 'fault', text: 'prod-bj-lb02 told to reboot', host: lb02 },
    { at: 1458, kind: 'lost', text: 'PUBLIC_VIP stopped to answer', vip: 'PUBLIC_VIP' },
    { at: 4320, kind: 'takeover', text: 'prod-bj-lb01 holds PUBLIC_VIP', host: lb01 },
    { at: 4382, kind: 'back', text: 'PUBLIC_VIP answers again', vip: 'PUBLIC_VIP' },
    { at: 52_300, kind: 'undo', text: 'prod-bj-lb02 is back on the network', host: lb02 },
    { at: 61_845, kind: 'failback', text: 'prod-bj-lb02 holds PUBLIC_VIP', host: lb02 },
    { at: 73_000, kind: 'healthy', text: 'the pair is as before' },
  ],
});

export const serverDown = drill({
  drill: 'server-down',
  title: 'backend server down',
  durationMs: 9000,
  fault: { at: 1000, undoneAt: 5000 },
  vips: [
    vip({
      durationMs: 9000,
      holders: [{ host: lb01, from: 0, to: null }],
      bound: harmless,
    }),
  ],
  marks: [
    { at: 1000, kind: 'fault', text: 'web01 rejected by nftables', host: lb01 },
    { at: 3020, kind: 'detect', text: 'haproxy marks http_back/web01 down', host: lb01 },
    { at: 5000, kind: 'undo', text: 'the nftables table is deleted', host: lb01 },
    { at: 8600, kind: 'healthy', text: 'the pair is as before' },
  ],
});

export const checks: CheckResult[] = [
  {
    id: 'one-holder',
    title: 'exactly one holder per VIP',
    ok: true,
    detail: '172.16.0.100 on prod-bj-lb01, 172.16.0.200 on prod-bj-lb02',
  },
  {
    id: 'vip-answers',
    title: 'VIP answers',
    ok: true,
    detail: 'GET http://172.16.0.100/ → 200 in 3 ms',
  },
  {
    id: 'daemons-active',
    title: 'daemons active and enabled',
    ok: true,
    detail: 'keepalived 2.2.7, haproxy 2.6.12',
    host: lb01,
  },
  {
    id: 'daemons-active',
    title: 'daemons active and enabled',
    ok: true,
    detail: 'keepalived 2.2.7, haproxy 2.6.12',
    host: lb02,
  },
  {
    id: 'versions',
    title: 'versions equal',
    ok: true,
    warning: true,
    detail: 'haproxy 2.6.12 on prod-bj-lb01, 2.6.14 on prod-bj-lb02',
    advice: 'update prod-bj-lb01',
  },
  {
    id: 'clocks',
    title: 'clocks within 1 s',
    ok: true,
    detail: 'prod-bj-lb02 is 12 ms ahead of prod-bj-lb01, ± 4 ms',
  },
  {
    id: 'priorities-flip',
    title: 'priorities and weights flip the election',
    ok: false,
    detail: 'check_haproxy has weight −5: when it fails, prod-bj-lb01 has 95 and prod-bj-lb02 90',
    advice: 'set a weight below −10, or 0 so that a failing check is a fault',
  },
];

export const sample: PageData = {
  cluster: 'prod-bj',
  title: 'Failover rehearsal',
  startedAt: Date.UTC(2026, 7, 1, 3, 11, 40),
  durationMs: 512_000,
  owner: 'anna@laptop',
  hadeployVersion: '0.1.0',
  hosts: [lb01, lb02],
  checks,
  drills: [serverDown, haproxyStopped, failed, splitBrain, reboot, hopeless, skipped],
  model: [
    { what: 'VRRP version', values: { [lb01]: '2', [lb02]: '2' } },
    { what: 'advertisement interval', values: { [lb01]: '1 s', [lb02]: '1 s' } },
    { what: 'priority of INTERNAL_VIP', values: { [lb01]: '100', [lb02]: '90' } },
    { what: 'priority of PUBLIC_VIP', values: { [lb01]: '90', [lb02]: '100' } },
    {
      what: 'check_haproxy',
      values: { [lb01]: 'every 2 s, weight −20', [lb02]: 'every 2 s, weight −20' },
    },
  ],
};

export const passedSample: PageData = {
  ...sample,
  checks: checks.filter(({ ok, warning }) => ok && warning !== true),
  drills: [serverDown, haproxyStopped, splitBrain, reboot],
};
