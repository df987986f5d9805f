import type { Cluster, Host } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import type { Fleet } from '../engine/fleet.ts';
import type { KeepalivedView } from '../keepalived/config/expand.ts';
import { KEEPALIVED_CONF } from '../verify/needs.ts';

const include = /^[ \t]*(@\S+[ \t]+)?include[a-z]?[ \t]/m;

/**
 * The keepalived.conf of a node with the files that it includes: no probe can ask for those before it has read it. Nothing
 * is asked of a node whose file stands alone. Rejects with `Failed`.
 */
export async function includedOn(
  host: Host,
  facts: Facts,
  given: { cluster: Cluster; fleet: Fleet },
): Promise<{ expanded?: KeepalivedView }> {
  const file = facts.files[KEEPALIVED_CONF];
  const text = file?.type === 'file' ? (file.content?.toString() ?? '') : '';
  if (!include.test(text)) return {};
  const { fetchNode } = await import('./lint-sources/live.ts');
  const { readKeepalived } = await import('../lint/read-keepalived.ts');
  const { fileAt } = await import('../lint/view.ts');
  const versions = { keepalived: null, haproxy: null };
  const node = await fetchNode(host, { ...given, versions });
  const source = fileAt(node, KEEPALIVED_CONF);
  return source === null ? {} : { expanded: readKeepalived(node, source) };
}
