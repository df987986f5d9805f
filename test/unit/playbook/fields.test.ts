import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { Failed } from '../../../src/core/failure.ts';
import { loadCluster } from '../../../src/inventory/load.ts';
import { bindSteps } from '../../../src/playbook/bind.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { haproxyLines } from '../haproxy/words.ts';
import { project } from '../inventory/temp-project.ts';
import { keepalivedLines } from '../keepalived/words.ts';
import { stepKinds as kinds } from '../../../src/steps/kinds.ts';
import { hostile } from './hostile.ts';

/** A pair with every field that takes a text, as data: each property test puts a hostile text into one. */
const full = {
  cluster: 'pair',
  about: 'about',
  playbook: 'haproxy-keepalived',
  connection: { user: 'ops', identity: 'id', known_hosts: ['kh'], proxy_jump: 'me@jump' },
  vars: { x: 'x' },
  groups: { lb: { hosts: ['lb01'], vars: { y: 'y' } } },
  hosts: {
    lb01: { address: '192.0.2.11', priority: 100 },
    lb02: { address: '192.0.2.12', priority: 90 },
  },
  vrrp: {
    interface: 'eth0',
    instances: { FRONT: { vrid: 51, vip: '192.0.2.100' } },
    track: { haproxy: { script: '/etc/keepalived/check_haproxy.sh' } },
  },
  haproxy: {
    mode: 'http',
    timeouts: { connect: '5s' },
    admin_socket: '/run/haproxy/admin.sock',
    frontends: { web: { bind: ['192.0.2.100:80'], default_backend: 'app' } },
    backends: {
      app: {
        balance: 'url_param id',
        httpchk: '/healthz',
        httpchk_host: 'app.example',
        health: { inter: '2s' },
        servers: { web01: { address: '192.0.2.21:80' } },
      },
    },
    listeners: {
      db: {
        bind: ['*:3306'],
        tcp_check: [{ send: 'PING' }, { expect: '+PONG' }],
        timeouts: { tunnel: '1h' },
        servers: { db01: { address: '192.0.2.31:3306', inter: '1s' } },
      },
    },
    stats: {
      realm: 'Our pool',
      bind: '192.0.2.100:8080',
      uri: '/status',
      refresh: '60s',
      user: 'admin',
      password: 'S',
    },
  },
};

const secretValue = 'S3cret';

async function render(data: unknown): Promise<Record<string, string>> {
  const text = stringify(data).replace(/password: S$/m, 'password: !secret stats');
  const projectDir = project({ 'inventory/pair.yaml': text });
  const cluster = await loadCluster({ projectDir, env: { HADEPLOY_SECRET_STATS: secretValue } });
  const playbook = loadPlaybook({ projectDir, name: 'haproxy-keepalived', kinds });
  const files: Record<string, string> = {};
  const keep = {
    ...kinds,
    file: {
      kind: 'file',
      about: '',
      params: kinds['file']?.params,
      plan: () => [],
      needs: (file: { path: string; content: Buffer }) => {
        files[file.path] = file.content.toString();
        return [];
      },
    },
  } as unknown as typeof kinds;
  for (const host of cluster.hosts.slice(0, 1)) bindSteps({ playbook, cluster, host, kinds: keep });
  return files;
}

type Path = (string | number)[];

function textPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return path.at(-1) === 'password' ? [] : [path];
  if (Array.isArray(value))
    return value.flatMap((item, index) => textPaths(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textPaths(item, [...path, key]));
}

function textAt(value: unknown, path: Path): string {
  return path.reduce((at, key) => (at as Record<string | number, unknown>)[key], value) as string;
}

function withText(value: unknown, [first, ...rest]: Path, text: string): unknown {
  if (first === undefined) return text;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[first] = withText(copy[first], rest, text);
  return copy;
}

/** The keyword of each line: what the daemon would do, whatever the values are. */
function keywords(files: Record<string, string>) {
  return {
    haproxy: haproxyLines(files['/etc/haproxy/haproxy.cfg'] ?? '').map((words) => words?.[0]),
    keepalived: keepalivedLines(files['/etc/keepalived/keepalived.conf'] ?? '').map((words) =>
      // The one line of the file that begins with a value.
      words?.length === 1 && /^\S+\/\d+$/.test(words[0] ?? '') ? 'VIP' : words?.[0],
    ),
    sh: files['/etc/keepalived/check_haproxy.sh']?.split('\n').length,
  };
}

test('the sound inventory renders', async () => {
  const sound = keywords(await render(full));
  expect(sound.haproxy).toContain('stats');
  expect(sound.keepalived).toContain('VIP');
});

test.each(textPaths(full).map((path) => [path.join('.'), path] as const))(
  'a hostile text in %s is carried or refused',
  async (_, path) => {
    const sound = keywords(await render(full));
    await fc.assert(
      fc.asyncProperty(hostile, fc.boolean(), async (tail, appended) => {
        // Behind a sound beginning more gets past the first check.
        const text = appended ? textAt(full, path) + tail : tail;
        let files: Record<string, string>;
        try {
          files = await render(withText(full, path, text));
        } catch (error) {
          if (!(error instanceof Failed) || error.failure.reason !== 'bad-input') throw error;
          expect(error.failure.problems.length).toBeGreaterThan(0);
          return;
        }
        expect(keywords(files)).toEqual(sound);
      }),
      { numRuns: 25 },
    );
  },
);

test('names of hosts, instances, frontends, backends, servers: strict', async () => {
  await fc.assert(
    fc.asyncProperty(
      hostile.filter((text) => !/^[A-Za-z][A-Za-z0-9_.-]{0,62}$/.test(text)),
      fc.constantFrom('hosts', 'vrrp.instances', 'haproxy.frontends', 'haproxy.backends', 'groups'),
      async (name, where) => {
        const copy = structuredClone(full) as Record<string, unknown>;
        const parent = where
          .split('.')
          .reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
        parent[name] = Object.values(parent)[0];
        await expect(render(copy)).rejects.toBeInstanceOf(Failed);
      },
    ),
    { numRuns: 60 },
  );
});

test('the check script parses', async () => {
  const script = (await render(full))['/etc/keepalived/check_haproxy.sh'] ?? '';
  execFileSync('sh', ['-n', '-s'], { input: script });
  expect(script.startsWith('#!/bin/sh\n')).toBe(true);
});
