import { Unplannable } from '../core/step.ts';
import { inside } from './config/find.ts';
import { parseKeepalived } from './config/parse.ts';
import { isAtLeast, versionOf, type Version } from './version.ts';

/** Since which keepalived, of what the templates here write, domain notes E2 (first tag of the sources). */
const since: Record<string, Version> = {
  vrrp_higher_prio_send_advert: [1, 3, 5],
  vrrp_track_process: [2, 0, 11],
};

/**
 * Whether the kernel tells keepalived when processes start and end (CONFIG_PROC_EVENTS): exit code 0 yes, 1 no, 2 a
 * container, which is told nothing whatever the kernel can. There keepalived would stay in FAULT on both nodes.
 */
export const processEvents =
  '[ ! -e /run/systemd/container ] || exit 2; while read -r name _; do [ "$name" != cn_proc ] || exit 0; done </proc/net/connector; exit 1';

export interface NodeSupport {
  /** Version of the package that is installed or will be; null where it is not known. */
  keepalived: string | null;
  /** Exit code of `processEvents`; undefined where nobody has asked. */
  processEvents: number | undefined;
}

/** Throws `Unplannable` when this node cannot do what a keepalived.conf(5) asks for. Pure. */
export function requireSupport(config: string, node: NodeSupport): void {
  const { statements } = parseKeepalived(config);
  const all = statements.flatMap((one) => [one, ...inside(one)]);
  const used = new Set(all.map(({ keyword }) => keyword));
  const version = versionOf(node.keepalived);
  for (const [keyword, wanted] of Object.entries(since)) {
    if (!used.has(keyword) || isAtLeast(version, wanted) !== false) continue;
    throw new Unplannable(
      `keepalived ${version?.join('.') ?? ''} does not know \`${keyword}\`: that came with ${wanted.join('.')}`,
      'install a newer keepalived on this node, or write `profile: standard` (vrrp) in the inventory',
    );
  }
  if (used.has('vrrp_track_process') && (node.processEvents ?? 0) !== 0) {
    const why =
      node.processEvents === 2
        ? 'it is a container'
        : 'its kernel does not report them (CONFIG_PROC_EVENTS)';
    throw new Unplannable(
      `keepalived cannot see processes end on this node: ${why}. It would stay in FAULT, and nobody hold the VIPs`,
      'write `track_process: []` (vrrp) in the inventory: the check script alone then finds a dead service, within its interval',
    );
  }
}
