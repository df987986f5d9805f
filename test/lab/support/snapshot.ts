import { onNode, nodes, type Node } from './node.ts';

/** Everything that hadeploy could change on a node, by name; `times` also says when. */
export type Snapshot = Map<string, string>;

/**
 * Files with type, mode, owner, size, time of change, target and digest; directories apart from their time,
 * which a temporary file in them moves; switches of units; units that are not inactive (systemd forgets those
 * when it likes) with processes and start times; sysctls; addresses. Not what sshd, sudo and journald write while they let us look.
 */
const script = `
LC_ALL=C; export LC_ALL
roots='/etc /usr/local /usr/lib/systemd /var /root /opt /srv /boot'
find $roots -xdev \\( -path /var/log -o -path /var/lib/systemd -o -path /var/lib/sudo -o -path /var/lib/dbus -o -path /var/lib/hadeploy \\) -prune \\
  -o -type d -printf 'file %p\\td %m %u:%g\\n' -printf 'time %p\\t%T@\\n' \\
  -o -printf 'file %p\\t%y %m %u:%g %s %l\\n' -printf 'time %p\\t%T@\\n'
find /etc /usr/local /opt /srv -xdev -type f -exec sha256sum -z {} + | tr '\\0' '\\n' | while read -r sum path; do printf 'sum %s\\t%s\\n' "$path" "$sum"; done
[ -d /var/lib/hadeploy ] && find /var/lib/hadeploy -mindepth 1 -maxdepth 2 -printf 'own %p\\t%y %T@\\n'
systemctl list-unit-files --no-legend --no-pager --plain | while read -r unit state _; do printf 'switch %s\\t%s\\n' "$unit" "$state"; done
systemctl show -p Id,ActiveState,SubState,MainPID,NRestarts,ActiveEnterTimestampMonotonic,StateChangeTimestampMonotonic '*.service' '*.timer' '*.path' '*.socket' --no-pager |
  awk -F= -v RS= '{ n = split($0, l, "\\n"); id = ""; rest = ""; times = "";
    for (i = 1; i <= n; i++) { k = l[i]; sub(/=.*/, "", k); v = l[i]; sub(/^[^=]*=/, "", v);
      if (k == "Id") id = v; else if (k ~ /Timestamp|MainPID/) times = times " " k "=" v; else rest = rest " " v }
    if (rest !~ /inactive/ && id !~ /^(user|session|user-runtime-dir|systemd-|dbus|ssh@)/) { print "unit " id "\\t" rest; print "since " id "\\t" times } }'
sysctl -a --pattern '^(net.ipv4|net.ipv6.conf.all|vm.swappiness|kernel.panic)' 2>/dev/null | while IFS= read -r line; do printf 'sysctl %s\\t%s\\n' "\${line%% =*}" "\${line#*= }"; done
ip -o address show | while read -r _ interface family address _; do printf 'address %s %s\\t%s\\n' "$interface" "$address" "$family"; done
`;

export async function snapshot(node: string): Promise<Snapshot> {
  const lines = (await onNode(node, script)).split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [name = '', ...rest] = line.split('\t');
      return [name, rest.join('\t')] as const;
    }),
  );
}

export async function snapshots(): Promise<Record<Node, Snapshot>> {
  const [lb01, lb02] = await Promise.all(nodes.map(snapshot));
  if (!lb01 || !lb02) throw new Error('no snapshot');
  return { lb01, lb02 };
}

export interface Looking {
  /** Leave out when things changed, and hadeploy's own records: what matters is what they are. */
  state?: true;
  /** Names to leave out. */
  except?: RegExp;
}

/** What is not the same, in words; [] when nothing was touched at all, not even rewritten as it was. */
export function differences(before: Snapshot, after: Snapshot, looking: Looking = {}): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .filter((name) => !looking.state || !/^(time|since|own) /.test(name))
    .filter((name) => !looking.except?.test(name))
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name}: ${before.get(name) ?? 'absent'} → ${after.get(name) ?? 'absent'}`)
    .sort();
}

/** The same for both nodes. */
export function changedOn(
  before: Record<Node, Snapshot>,
  after: Record<Node, Snapshot>,
  looking: Looking = {},
): Record<Node, string[]> {
  return {
    lb01: differences(before.lb01, after.lb01, looking),
    lb02: differences(before.lb02, after.lb02, looking),
  };
}

export const untouched: Record<Node, string[]> = { lb01: [], lb02: [] };

/** Unit times differ, names differ: what stays of a transaction that should be gone. Empty is good. */
export const leftovers = `
systemctl list-units --all --no-legend --plain 'hadeploy-*'
ls /run/systemd/transient 2>/dev/null | grep hadeploy
find / -xdev \\( -name '.*.hadeploy-*' -o -name '.hadeploy-*' -o -path '/etc/systemd/*hadeploy-*' \\) 2>/dev/null
cat /var/lib/hadeploy/*/lease 2>/dev/null
true
`;
