import { beforeAll, describe, expect, it } from 'vitest';
import { hadeploy, type Given } from './support/hadeploy.ts';
import { lab } from './support/lab.ts';
import { onNode } from './support/node.ts';

/** Drills of services that are not haproxy, and of servers behind it: systems D and B. The directors' are in test/system. */

interface Row {
  drill: string;
  host: string;
  ok: boolean;
  skipped?: string;
  problems?: string[];
  outageMs?: number;
  failbackMs?: number;
}

async function deployed(cluster: string): Promise<void> {
  const { code, result } = await hadeploy(['apply', cluster, '--yes', '--json']);
  expect({ code, message: result.message }).toEqual({ code: 0, message: undefined });
}

async function drilled(cluster: string, words: string[], given: Given = {}) {
  const ended = await hadeploy(['verify', cluster, ...words, '--yes', '--json'], given);
  const rows = (ended.code === null ? [] : (ended.result.drills ?? [])) as Row[];
  return { code: ended.code, stdout: ended.stdout, rows };
}

/** Every drill was done, and has passed. */
async function passed(cluster: string, words: string[]): Promise<Row[]> {
  const { code, rows } = await drilled(cluster, words);
  expect(rows.filter(({ ok, skipped }) => !ok || skipped !== undefined)).toEqual([]);
  expect(code).toBe(0);
  return rows;
}

describe('nginx on the nodes that hold the VIP', { timeout: 240_000 }, () => {
  beforeAll(async () => {
    await lab('system', 'D');
    await deployed('web-ha');
  }, 240_000);

  it('stopped, the VIP moves and comes back; killed, it need not', async () => {
    const names = ['nginx-stopped', 'nginx-killed'];
    const rows = await passed(
      'web-ha',
      names.flatMap((name) => ['--drill', name]),
    );
    expect(rows.map(({ drill, host }) => `${drill} ${host}`)).toEqual([
      'nginx-stopped web1',
      'nginx-stopped web2',
      'nginx-killed web1',
      'nginx-killed web2',
    ]);
    const [onHolder, onStandby] = rows;
    expect(onHolder?.outageMs).toBeGreaterThan(500);
    expect(onHolder?.failbackMs).toBeGreaterThan(0);
    expect(onStandby?.outageMs).toBe(0);
  });

  it('what there is none of is refused by name, and not begun without', async () => {
    const names = ['haproxy-stopped', 'real-server-down', 'database-down'];
    const words = names.flatMap((name) => ['--drill', name]);
    const { code, rows, stdout } = await drilled('web-ha', [...words, '--limit', 'web1']);
    expect(code).toBe(0);
    expect(stdout).not.toContain('"state":"fault"');
    expect(rows.map(({ skipped = '' }) => skipped.split(' ').slice(0, 3).join(' '))).toEqual([
      'no web server',
      'no database behind',
      'no VIP of',
    ]);
  });

  it('hadeploy is killed in the middle: the node starts nginx again by itself', async () => {
    const kill = new AbortController();
    await drilled('web-ha', ['--drill', 'nginx-stopped', '--limit', 'web1'], {
      signal: kill.signal,
      onLine: (line) => {
        if (line.includes('"state":"fault"')) kill.abort();
      },
    });
    const state = () => onNode('lb01', 'systemctl is-active nginx; ls -d /run/hadeploy-drill-*; :');
    await expect.poll(state, { timeout: 60_000, interval: 1_000 }).toBe('active\n');
  });
});

describe('servers behind one haproxy', { timeout: 240_000 }, () => {
  beforeAll(async () => {
    await lab('system', 'B');
    await deployed('web-cluster');
  }, 240_000);

  it('each of them in turn: haproxy goes past it', async () => {
    const rows = await passed('web-cluster', ['--failover']);
    expect(rows.map(({ drill, host }) => `${drill} ${host}`)).toEqual([
      'real-server-down web1',
      'real-server-down web2',
    ]);
    expect(await onNode('s2', 'systemctl is-active nginx')).toBe('active\n');
  });
});
