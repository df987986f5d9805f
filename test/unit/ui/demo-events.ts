import type { Change, FileChange } from '../../../src/core/change.ts';
import type { PlannedChange, RunEvent } from '../../../src/core/event.ts';
import { Secret } from '../../../src/core/secret.ts';

/** The value that must never be seen. */
export const canary = 'c4nary-V4lue!';
export const secret = new Secret('internal_vip', canary);

/** Milliseconds since the start, and what happens then. */
export type Script = [at: number, event: RunEvent][];

const hosts = ['lb01', 'lb02'];

function file(path: string, before: string | null, after: string): FileChange {
  const state = { mode: '0644', owner: 'root', group: 'root' };
  return {
    op: 'file',
    path,
    before: before === null ? null : { ...state, content: Buffer.from(before) },
    after: { ...state, content: Buffer.from(after) },
    beforeSha256: null,
    secrets: [secret],
  };
}

function planned(host: string, id: string, body: Partial<Change>): PlannedChange {
  const change = { id, step: id.slice(3), kind: 'file', certainty: 'exact', ...body } as Change;
  return { host, change };
}

const haproxy = (weight: number): string =>
  `backend http_back\n    balance roundrobin\n    server web01 172.16.0.20:80 check weight ${weight}\n    server web02 172.16.0.21:80 check\n`;
const keepalived = (state: string, priority: number, pass: string): string =>
  `vrrp_instance INTERNAL_VIP {\n    state ${state}\n    priority ${priority}\n    authentication {\n        auth_type PASS\n        auth_pass ${pass}\n    }\n}\n`;

const changes: PlannedChange[] = hosts.flatMap((host, i) => [
  planned(host, '01-packages', {
    op: 'package',
    kind: 'package',
    title: 'install socat',
    names: ['socat'],
    undo: { none: 'removing packages could take others along' },
  }),
  planned(host, '02-haproxy.cfg', {
    ...file('/etc/haproxy/haproxy.cfg', haproxy(10), haproxy(20)),
    title: 'write /etc/haproxy/haproxy.cfg',
  }),
  planned(host, '03-keepalived.conf', {
    ...file(
      '/etc/keepalived/keepalived.conf',
      keepalived('BACKUP', 100 - i * 10, 'oldPass'),
      keepalived('BACKUP', 110 - i * 10, canary),
    ),
    title: 'write /etc/keepalived/keepalived.conf',
  }),
  planned(host, '04-sysctl', {
    op: 'sysctl',
    kind: 'sysctl',
    title: 'net.ipv4.ip_nonlocal_bind',
    key: 'net.ipv4.ip_nonlocal_bind',
    before: '0',
    after: '1',
  }),
  planned(host, '05-haproxy', {
    op: 'service',
    kind: 'service',
    title: 'reload haproxy.service',
    certainty: 'predicted',
    unit: 'haproxy.service',
    before: { enabled: true, active: true },
    after: { enabled: true, active: true },
    action: 'reload',
  }),
]);

const plan: RunEvent = {
  event: 'plan',
  changes,
  order: {
    hosts: [
      { host: 'lb02', role: 'standby', holds: [] },
      { host: 'lb01', role: 'holder', holds: ['192.0.2.100'] },
    ],
  },
};

const probe: Script = [
  [0, { event: 'run', command: 'apply', cluster: 'prod-bj', hosts }],
  ...hosts.map((host): Script[number] => [
    10,
    { event: 'host', phase: 'probe', host, state: 'started' },
  ]),
  [180, { event: 'host', phase: 'probe', host: 'lb01', state: 'done', durationMs: 170 }],
  [200, { event: 'host', phase: 'probe', host: 'lb02', state: 'done', durationMs: 190 }],
  [210, plan],
];

const staged: Script = [
  [300, { event: 'phase', phase: 'stage', state: 'started', hosts }],
  ...hosts.flatMap((host): Script => [
    [310, { event: 'host', phase: 'stage', host, state: 'started' }],
    [320, { event: 'change', host, id: '01-packages', title: 'install socat', state: 'started' }],
  ]),
  ...['Reading package lists...', 'Unpacking socat (1.7.4.4-2) ...', `debconf: ${canary}`].map(
    (line, i): Script[number] => [600 + i * 500, { event: 'output', host: 'lb01', line }],
  ),
  [
    1900,
    { event: 'output', host: 'lb02', line: 'Setting up \x1b[31msocat\x1b[0m (1.7.4.4-2) ...' },
  ],
  ...hosts.flatMap((host, i): Script => [
    [2400, { event: 'change', host, id: '01-packages', title: 'install socat', state: 'done' }],
    [
      2500 + i * 100,
      {
        event: 'host',
        phase: 'stage',
        host,
        state: 'done',
        durationMs: 2200 + i * 100,
        note: '5 changes',
      },
    ],
  ]),
  [2650, { event: 'phase', phase: 'stage', state: 'done', hosts, durationMs: 2350 }],
];

function activate(host: string, at: number, last: 'done' | 'failed' = 'done'): Script {
  const titles = [
    'write /etc/haproxy/haproxy.cfg',
    'write /etc/keepalived/keepalived.conf',
    'reload haproxy.service',
  ];
  return [
    [at, { event: 'host', phase: 'activate', host, state: 'started' }],
    ...titles.flatMap((title, i): Script => [
      [at + i * 200, { event: 'change', host, id: `1${i}`, title, state: 'started' }],
      [
        at + i * 200 + 150,
        { event: 'change', host, id: `1${i}`, title, state: i === 2 ? last : 'done' },
      ],
    ]),
    [at + 650, { event: 'host', phase: 'activate', host, state: last, durationMs: 650 }],
  ];
}

const gate: Script = [
  [3500, { event: 'host', phase: 'gate', host: 'lb02', state: 'started' }],
  [
    4600,
    {
      event: 'check',
      check: {
        id: 'daemons',
        title: 'daemons active',
        ok: true,
        detail: 'haproxy, keepalived',
        host: 'lb02',
      },
    },
  ],
  [4700, { event: 'host', phase: 'gate', host: 'lb02', state: 'done', durationMs: 1200 }],
];

const outcome = (state: 'changed' | 'reverted' | 'skipped' | 'failed', changed: number) => ({
  outcome: state,
  changes: changed,
});

export const appliedWell: Script = [
  ...probe,
  ...staged,
  [2700, { event: 'phase', phase: 'activate', state: 'started', hosts: ['lb02', 'lb01'] }],
  ...activate('lb02', 2710),
  ...gate,
  ...activate('lb01', 4800),
  [
    5500,
    { event: 'phase', phase: 'activate', state: 'done', hosts: ['lb02', 'lb01'], durationMs: 2800 },
  ],
  [5510, { event: 'phase', phase: 'verify', state: 'started', hosts }],
  [6900, { event: 'phase', phase: 'verify', state: 'done', hosts, durationMs: 1390 }],
  [6910, { event: 'phase', phase: 'confirm', state: 'started', hosts }],
  [7000, { event: 'phase', phase: 'confirm', state: 'done', hosts, durationMs: 90 }],
  [
    7010,
    {
      event: 'result',
      command: 'apply',
      cluster: 'prod-bj',
      ok: true,
      exitCode: 0,
      durationMs: 7010,
      hosts: { lb01: outcome('changed', 5), lb02: outcome('changed', 5) },
      transaction: '20260801-031204-7f3a',
      changes: changes.map(({ host, change }) => ({
        host,
        step: change.step,
        kind: change.kind,
        title: change.title,
        certainty: change.certainty,
      })),
    },
  ],
];

export const gateFails: Script = [
  ...probe,
  ...staged,
  [2700, { event: 'phase', phase: 'activate', state: 'started', hosts: ['lb02', 'lb01'] }],
  ...activate('lb02', 2710),
  [3500, { event: 'host', phase: 'gate', host: 'lb02', state: 'started' }],
  [
    3900,
    {
      event: 'note',
      level: 'warning',
      host: 'lb02',
      message: 'connection lost during gate: reconnecting',
    },
  ],
  [5500, { event: 'phase', phase: 'revert', state: 'started', hosts: ['lb02'] }],
  [5510, { event: 'host', phase: 'revert', host: 'lb02', state: 'started' }],
  [6300, { event: 'host', phase: 'revert', host: 'lb02', state: 'done', durationMs: 790 }],
  [6310, { event: 'phase', phase: 'revert', state: 'done', hosts: ['lb02'], durationMs: 800 }],
  [
    6320,
    {
      event: 'failure',
      failure: {
        reason: 'gate-failed',
        host: 'lb02',
        checks: [
          { id: 'a', title: 'keepalived active', ok: true, detail: 'active', host: 'lb02' },
          {
            id: 'b',
            title: 'backend http_back has a server',
            ok: false,
            detail: `0 of 2 up, L4CON with ${canary}`,
            host: 'lb02',
            advice: 'Is the web tier up? `curl http://172.16.0.20/` from lb02.',
          },
        ],
      },
    },
  ],
  [
    6330,
    {
      event: 'result',
      command: 'apply',
      cluster: 'prod-bj',
      ok: false,
      exitCode: 1,
      durationMs: 6330,
      hosts: { lb01: outcome('skipped', 0), lb02: outcome('reverted', 0) },
      transaction: '20260801-031204-7f3a',
    },
  ],
];

export const badInput: Script = [
  [
    0,
    {
      event: 'failure',
      failure: {
        reason: 'bad-input',
        problems: [
          {
            message: 'unknown key `prioritty`',
            place: { file: 'inventory/prod-bj.yaml', line: 6, column: 52 },
            path: 'hosts.lb01.prioritty',
            hint: 'did you mean `priority`?',
          },
          {
            message: 'not an address: 172.16.0.300',
            place: { file: 'inventory/prod-bj.yaml', line: 12, column: 11 },
            path: 'vrrp.instances.INTERNAL_VIP.vip',
          },
        ],
      },
    },
  ],
  [
    5,
    {
      event: 'result',
      command: 'apply',
      cluster: null,
      ok: false,
      exitCode: 64,
      durationMs: 5,
      hosts: {},
      transaction: null,
    },
  ],
];

/** Both nodes refuse the new configuration, with the same words. */
export const candidateInvalid: Script = [
  ...probe,
  [300, { event: 'phase', phase: 'stage', state: 'started', hosts }],
  ...hosts.flatMap((host): Script => [
    [310, { event: 'host', phase: 'stage', host, state: 'started' }],
    [
      900,
      { event: 'host', phase: 'stage', host, state: 'failed', durationMs: 590, note: '5 changes' },
    ],
    [
      905,
      {
        event: 'failure',
        failure: {
          reason: 'candidate-invalid',
          host,
          step: 'haproxy.cfg',
          path: '/etc/haproxy/haproxy.cfg',
          validator: 'haproxy',
          exitCode: 1,
          output:
            "[ALERT] (77) : config : parsing [haproxy.cfg:12] : unknown keyword 'servr' in 'backend' section",
          excerpt: `12:     servr web01 172.16.0.20:80 check # stats auth admin:${canary}`,
        },
      },
    ],
  ]),
  [910, { event: 'phase', phase: 'stage', state: 'failed', hosts, durationMs: 600 }],
  [
    950,
    {
      event: 'result',
      command: 'apply',
      cluster: 'prod-bj',
      ok: false,
      exitCode: 1,
      durationMs: 950,
      hosts: { lb01: outcome('failed', 0), lb02: outcome('failed', 0) },
      transaction: null,
    },
  ],
];

export const scripts = { appliedWell, gateFails, badInput, candidateInvalid };
