import type { CheckResult } from '../../core/failure.ts';
import { finding } from '../finding.ts';
import { nonlocalBindKeys } from '../needs.ts';
import { said, type Check, type NodeView, type VerifyView } from '../view.ts';

/** HAP002, SYS001: a standby binds addresses that it does not have. On live, and still on after a reboot. */
export const nonlocalBind: Check = {
  id: 'nonlocal-bind',
  needs: ['configs', 'sysctls'],
  check: (view) =>
    view.nodes
      .filter(({ daemons }) => daemons.includes('haproxy'))
      .flatMap((node) => nonlocalBindKeys(view.cluster).map((key) => check(view, node, key))),
};

function check({ cluster }: VerifyView, node: NodeView, key: string): CheckResult {
  const family = key.includes('ipv6') ? ':' : '.';
  const bound = cluster.vips.filter(
    ({ address }) => address.includes(family) && bindsTo(node.config.haproxy ?? '', address),
  );
  const live = node.facts.sysctls[key] ?? null;
  const boot = atBoot(said(node.facts, 'sysctl-files'), key);
  const needed = bound.length > 0;
  return finding({
    id: 'nonlocal-bind',
    host: node.host.name,
    title: `haproxy may bind a VIP that is not here (${key})`,
    problems: !needed
      ? []
      : [
          ...(live === '1'
            ? []
            : [
                `it is ${live ?? 'not known to the kernel'} now, not 1: haproxy could not start here while the VIP is elsewhere`,
              ]),
          ...(boot?.value === '1'
            ? []
            : [
                boot === null
                  ? 'no file sets it: it is lost at the next boot'
                  : `${boot.file} sets it to ${boot.value} at boot`,
              ]),
        ],
    detail: needed
      ? `1 now and at boot (${boot?.file ?? ''}); ${bound.length} VIPs bound`
      : 'not needed: haproxy binds no VIP by its address',
    advice: `echo '${key} = 1' > /etc/sysctl.d/60-${key}.conf && sysctl --system; or: hadeploy apply`,
  });
}

/** `bind VIP:80`, unless it says `transparent`. */
function bindsTo(config: string, address: string): boolean {
  return config
    .split('\n')
    .filter((line) => /^\s*bind\s/.test(line) && !/\stransparent\b/.test(line))
    .some((line) =>
      line
        .split(/[\s,]+/)
        .some(
          (word) =>
            word.startsWith(`${address}:`) ||
            word.startsWith(`[${address}]:`) ||
            word.startsWith(`ipv4@${address}:`),
        ),
    );
}

/** The one that counts, sysctl.d(5): of equal file names the first directory, then the last name; sysctl.conf comes last. */
function atBoot(text: string, key: string): { file: string; value: string } | null {
  const pattern = new RegExp(`^(/[^:]+):\\s*-?${key.replaceAll('.', '[./]')}\\s*=\\s*(\\S*)`);
  const settings = text.split('\n').flatMap((line) => {
    const found = pattern.exec(line);
    return found ? [{ file: found[1] ?? '', value: found[2] ?? '' }] : [];
  });
  const byName = new Map<string, { file: string; value: string }>();
  for (const one of settings) {
    const name =
      one.file === '/etc/sysctl.conf' ? '99-sysctl.conf' : (one.file.split('/').at(-1) ?? '');
    const known = byName.get(name);
    // Within one file the last line counts; of files of the same name the directory that was named first.
    if (known === undefined || known.file === one.file) byName.set(name, one);
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).at(-1)?.[1] ?? null;
}
