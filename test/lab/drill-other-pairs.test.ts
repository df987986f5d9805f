import { beforeAll, describe, expect, it } from 'vitest';
import { lab } from './support/lab.ts';
import { onPair } from './support/hadeploy.ts';
import { onBoth } from './support/node.ts';
import { labProject } from './support/project.ts';

/** Drills of pairs that are not a holder and a standby. */

/** Elections in a second: it is who moves that counts here, not how long that takes. */
function quick(instances: string, weight = -20): string {
  return labProject(`vrrp:
  version: 3
  advert_int: 0.3
  instances: ${instances}
  track: { haproxy: { interval: 1, weight: ${weight} } }
haproxy:
  backends: { http_back: { health: { inter: 1s, fall: 2 } } }
`);
}

const bothWays = quick(`
    INTERNAL_VIP: { auth_pass: null }
    PUBLIC_VIP: { auth_pass: null, priorities: { prod-bj-lb01: 90, prod-bj-lb02: 100 } }`);
/** Without a weight: a check that only lowers the priority would never move what nobody preempts. */
const staying = quick(
  '{ INTERNAL_VIP: { auth_pass: null, preempt: false }, PUBLIC_VIP: { auth_pass: null, preempt: false } }',
  0,
);

interface Row {
  drill: string;
  host: string;
  vip?: string;
  ok: boolean;
  skipped?: string;
  problems?: string[];
  outageMs?: number;
  splitBrainMs?: number;
  failbackMs?: number;
}

/** Rows of the drills that were done; the run as a whole must have passed. */
async function passed(project: string, names: string[], hosts: string[] = []): Promise<Row[]> {
  const words = [
    ...names.flatMap((name) => ['--drill', name]),
    ...hosts.flatMap((host) => ['--limit', host]),
  ];
  const ended = await onPair('verify', [...words, '--yes'], { project });
  const rows = (ended.result.drills ?? []) as Row[];
  expect(rows.filter(({ ok, skipped }) => !ok || skipped !== undefined)).toEqual([]);
  expect(ended.code).toBe(0);
  return rows;
}

/** VIPs of the lab that each node holds. */
const held = async () => {
  const shown = await onBoth(
    'ip -brief address show dev eth0 | grep -oE "198\\.51\\.100\\.(100|200)" | sort | tr "\\n" " "',
  );
  return { lb01: shown.lb01.trim(), lb02: shown.lb02.trim() };
};

beforeAll(async () => {
  await lab('reset', 'lb01', 'lb02');
});

describe('active/active: each node holds one VIP', { timeout: 300_000 }, () => {
  const home = { lb01: '198.51.100.100', lb02: '198.51.100.200' };
  const vipOf: Record<string, string> = {
    'prod-bj-lb01': 'INTERNAL_VIP',
    'prod-bj-lb02': 'PUBLIC_VIP',
  };

  beforeAll(async () => {
    expect((await onPair('apply', [], { project: bothWays })).code).toBe(0);
    expect(await held()).toEqual(home);
  }, 120_000);

  it('on either node its own VIP moves and comes back, the other one stays', async () => {
    const names = ['haproxy-stopped', 'keepalived-stopped', 'keepalived-killed', 'link-down'];
    const rows = await passed(bothWays, names);
    expect(rows).toHaveLength(names.length * 2 * 2);
    // keepalived-killed: systemd may start it again before anybody takes over.
    for (const row of rows.filter(({ drill }) => drill !== 'keepalived-killed')) {
      const own = row.vip === vipOf[row.host];
      expect({ ...row, moved: (row.failbackMs ?? 0) > 0 }).toMatchObject({ moved: own });
    }
    expect(await held()).toEqual(home);
  });

  it('VRRP blocked: two holders of both VIPs are seen, and each heals to its own node', async () => {
    const rows = await passed(bothWays, ['vrrp-blocked'], ['prod-bj-lb02']);
    expect(rows.map(({ splitBrainMs = 0 }) => splitBrainMs > 500)).toEqual([true, true]);
    expect(await held()).toEqual(home);
  });
});

describe('nopreempt: a VIP stays where it went', { timeout: 180_000 }, () => {
  it('the drill does not wait for a failback, and the way back is drilled from the other node', async () => {
    expect((await onPair('apply', [], { project: staying })).code).toBe(0);
    const all = '198.51.100.100 198.51.100.200';
    await passed(staying, ['haproxy-stopped'], ['prod-bj-lb01']);
    expect(await held()).toEqual({ lb01: '', lb02: all });
    await passed(staying, ['haproxy-stopped'], ['prod-bj-lb02']);
    expect(await held()).toEqual({ lb01: all, lb02: '' });
  });
});
