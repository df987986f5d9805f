import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCluster } from '../../../src/inventory/load.ts';
import { bindHosts } from '../../../src/playbook/bind.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';
import { writtenBy } from '../../../src/cli/lint-sources/rendered-files.ts';

export const keepalivedPath = '/etc/keepalived/keepalived.conf';
export const haproxyPath = '/etc/haproxy/haproxy.cfg';

/** What the project would put on the nodes: text by host and path; `loaded` is what its inventory says. */
export async function rendered(projectDir: string, cluster: string, env: NodeJS.ProcessEnv = {}) {
  const loaded = await loadCluster({ projectDir, cluster, env });
  const playbook = loadPlaybook({ projectDir, name: loaded.playbook, kinds: stepKinds });
  const steps = bindHosts({ playbook, cluster: loaded, kinds: stepKinds, hosts: loaded.hosts });
  const files = Object.fromEntries(
    [...steps].map(([host, own]) => [
      host,
      Object.fromEntries(
        own
          .filter(({ kind }) => kind === 'file')
          .flatMap(writtenBy)
          .map(({ path, file }) => [path, file?.text]),
      ),
    ]),
  );
  return { loaded, files };
}

export function textIn(dir: string, path: string): string {
  return readFileSync(join(dir, path), 'utf8');
}

/** Every file below these folders. */
export function allTexts(dir: string, folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(dir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  );
}

export function without<Value>(files: Record<string, Value>, path: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(files).filter(([one]) => one !== path));
}
