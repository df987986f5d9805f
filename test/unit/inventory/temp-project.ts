import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Cluster } from '../../../src/core/cluster.ts';
import { Failed, type Problem } from '../../../src/core/failure.ts';
import { loadCluster, type LoadOptions } from '../../../src/inventory/load.ts';

/** A project directory with these files, removed after the test. */
export function project(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'hadeploy-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, 0o600);
  }
  return dir;
}

export type Loading = Partial<LoadOptions>;

/** Loads `inventory/pair.yaml` with this text. */
export function loadText(text: string, options: Loading = {}): Promise<Cluster> {
  return loadIn(project({ 'inventory/pair.yaml': text }), options);
}

export function loadIn(projectDir: string, options: Loading = {}): Promise<Cluster> {
  return loadCluster({ projectDir, cluster: 'pair', env: {}, ...options });
}

/** The problems with which something fails; their places are relative to the project. */
export async function problemsOf(work: () => unknown): Promise<Problem[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failed && error.failure.reason === 'bad-input') {
      return error.failure.problems;
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

/** "pair.yaml:3:5 hosts.lb01.priority: must be …". */
export function brief(problem: Problem): string {
  const { place, path, message } = problem;
  const at = place ? `${place.file.split('/').at(-1)}:${place.line}:${place.column} ` : '';
  return `${at}${path === undefined ? '' : `${path}: `}${message}`;
}

/** What `text` is refused with, in brief. */
export async function refusals(text: string, options: Loading = {}): Promise<string[]> {
  return (await problemsOf(() => loadText(text, options))).map(brief);
}

/** A sound pair; tests change single lines of it. */
export const pair = `cluster: pair
playbook: haproxy-keepalived
connection: { user: ops }
hosts:
  lb01: { address: 192.0.2.11, priority: 100 }
  lb02: { address: 192.0.2.12, priority: 90 }
vrrp:
  interface: eth0
  instances:
    FRONT: { vrid: 51, vip: 192.0.2.100 }
  track: { haproxy: { interval: 2, weight: -20 } }
haproxy:
  frontends:
    web: { bind: "192.0.2.100:80", default_backend: app }
  backends:
    app:
      servers: { web01: { address: "192.0.2.21:80" } }
`;

export function changed(from: string, to: string): string {
  if (!pair.includes(from)) throw new Error(`the sound pair has no ${from}`);
  return pair.replace(from, to);
}
