import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCluster } from '../../../src/inventory/load.ts';
import { scopeOf } from '../../../src/playbook/scope.ts';
import { render } from '../../../src/playbook/template.ts';

export const repository = join(import.meta.dirname, '../../..');
const templates = join(repository, 'playbooks/templates');

/** keepalived.conf of a shipped inventory, rendered by itself: the rest of its playbook has tests of its own. */
export async function keepalivedConf(name: string, hostName: string): Promise<string> {
  const env = { HADEPLOY_SECRET_STATS: 'golden-1', HADEPLOY_SECRET_REPLICATION: 'golden-12' };
  const cluster = await loadCluster({ projectDir: repository, cluster: name, env });
  const host = cluster.hosts.find((one) => one.name === hostName);
  if (!host) throw new Error(`no host ${hostName}`);
  const file = 'keepalived.conf.liquid';
  const source = { text: readFileSync(join(templates, file), 'utf8'), file, partials: [templates] };
  return render({ ...source, format: 'keepalived' }, scopeOf(cluster, host)).text;
}
