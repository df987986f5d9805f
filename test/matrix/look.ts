import { hosts, onNode, type HostName, type Pair } from './pair.ts';

/** Of a transaction that is not decided yet. */
export const openStates = ['activating', 'active', 'reverting'];

/** Cheap enough to ask every second: is anything still under way? systemd is asked only when no transaction says so. */
const glanceScript = `
open=no
cd /var/lib/hadeploy/prod-bj 2>/dev/null && for t in */; do
  [ -f "$t/state" ] && read -r _ state <"$t/state" && echo "transaction \${t%/} $state"
  case $state in ${openStates.join('|')}) open=yes ;; esac
done
ip -o -4 address show dev eth0 | while read -r _ _ _ address _; do echo "address \${address%/*}"; done
[ $open = no ] || exit 0
systemctl list-units --all --no-legend --plain 'hadeploy-*' | while read -r unit _; do echo "unit $unit"; done
systemctl is-system-running
true`;

export interface Glance {
  transactions: Map<string, string>;
  addresses: string[];
  /** None, and not up, where a transaction is open. */
  units: string[];
  up: boolean;
}

export async function glance(pair: Pair, host: HostName): Promise<Glance> {
  const text = await onNode(pair, host, glanceScript);
  const of = (word: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => line.slice(word.length + 1));
  return {
    transactions: new Map(of('transaction').map((line) => line.split(' ') as [string, string])),
    addresses: of('address'),
    units: of('unit'),
    up: /^(running|degraded)$/m.test(text),
  };
}

/**
 * Everything an apply could change: all of /etc with type, mode, owner, target and digest; the sysctl as it
 * is; units' switches and states; what the daemons run with, which is not always what their files say;
 * and what should not be there.
 */
const script = `
LC_ALL=C; export LC_ALL
find /etc -xdev ! -type f ! -path '*/matrix-blocker*' -printf '%p\\t%y %m %u:%g %l\\n' 2>/dev/null
find /etc -xdev -type f ! -path '*/matrix-blocker*' ! -path /etc/hosts ! -path /etc/resolv.conf ! -path /etc/hostname ! -path /etc/mtab ! -path /etc/ld.so.cache ! -path '/etc/shadow*' ! -path '/etc/.pwd.lock' -printf '%p\\t%y %m %u:%g\\n'
find /etc -xdev -type f -size -200k ! -path '/etc/shadow*' ! -path '*/matrix-blocker*' ! -path '/etc/hosts' ! -path /etc/resolv.conf ! -path /etc/hostname ! -path /etc/ld.so.cache -exec sha256sum {} + | while read -r sum path; do printf '%s sha256\\t%s\\n' "$path" "$sum"; done
printf 'sysctl net.ipv4.ip_nonlocal_bind\\t%s\\n' "$(cat /proc/sys/net/ipv4/ip_nonlocal_bind)"
md5=$(dpkg-query -W -f '\${Conffiles}\\n' haproxy 2>/dev/null | grep ' /etc/haproxy/haproxy.cfg ' | while read -r _ sum _; do echo "$sum"; done)
[ -n "$md5" ] && [ "$(md5sum </etc/haproxy/haproxy.cfg 2>/dev/null)" = "$md5  -" ] && printf 'shipped haproxy.cfg\\tyes\\n'
for unit in haproxy keepalived; do
  printf 'unit %s\\t%s %s\\n' $unit "$(systemctl is-enabled $unit.service 2>/dev/null)" "$(systemctl is-active $unit.service 2>/dev/null)"
done
printf 'runs haproxy\\t%s\\n' "$(echo 'show info' | timeout 2 socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock 2>/dev/null | grep '^Maxconn:')"
since=$(systemctl show -p ActiveEnterTimestampMonotonic --value keepalived.service)
read -r now _ </proc/uptime
pid=$(cat /run/keepalived.pid 2>/dev/null)
# Too early, the signal that asks would end it.
age=$((\${now%.*} - \${since:-0} / 1000000))
[ "$age" -ge 3 ] || sleep $((3 - age))
if systemctl is-active -q keepalived.service && [ -n "$pid" ]; then
  rm -f /tmp/keepalived.data
  kill -USR1 "$pid"; n=0
  until grep -q 'Script uid:gid' /tmp/keepalived.data 2>/dev/null || [ $n -ge 20 ]; do sleep 0.1; n=$((n + 1)); done
  printf 'runs keepalived\\t%s\\n' "$(sed -n '/VRRP Scripts/,$p' /tmp/keepalived.data | grep '^   Interval' )"
  rm -f /tmp/keepalived.data /tmp/keepalived_parent.data
else
  printf 'runs keepalived\\t\\n'
fi
ip -o address show | while read -r _ interface family address _; do printf 'address %s %s\\t%s\\n' "$interface" "\${address%/*}" "$family"; done
systemctl list-units --all --no-legend --plain 'hadeploy-*' | while read -r unit rest; do printf 'debris unit %s\\t%s\\n' "$unit" "$rest"; done
ls /run/systemd/transient 2>/dev/null | grep hadeploy | while read -r unit; do printf 'debris transient %s\\there\\n' "$unit"; done
ls /run/systemd/system 2>/dev/null | while read -r unit; do printf 'debris runtime %s\\there\\n' "$unit"; done
find /etc /usr/local /var/lib /run /tmp /root -xdev \\( -name '.*.hadeploy-*' -o -name '.hadeploy-*' -o -name '*.hadeploy-handover' \\) 2>/dev/null | while read -r path; do printf 'debris file %s\\there\\n' "$path"; done
[ -d /var/lib/hadeploy/prod-bj ] && find /var/lib/hadeploy -mindepth 1 -type d ! -perm 700 | while read -r path; do printf 'debris open %s\\there\\n' "$path"; done
if [ -f /var/lib/hadeploy/prod-bj/lease ]; then
  { read -r run; read -r boot; read -r until; } </var/lib/hadeploy/prod-bj/lease
  read -r current </proc/sys/kernel/random/boot_id
  read -r up _ </proc/uptime
  [ "$boot" = "$current" ] && printf 'lease\\t%s\\n' $((until - \${up%.*}))
fi
true
`;

/** By name; what is not there has no entry. */
export type State = Map<string, string>;

export async function look(pair: Pair, host: HostName): Promise<State> {
  const lines = (await onNode(pair, host, script)).split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const at = line.indexOf('\t');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
}

export type PairState = Record<HostName, State>;

export async function lookAtBoth(pair: Pair): Promise<PairState> {
  const [a, b] = await Promise.all(hosts.map((host) => look(pair, host)));
  return { 'prod-bj-lb01': a ?? new Map(), 'prod-bj-lb02': b ?? new Map() };
}

/** What a first deploy puts in place, as far as no package brings it. */
const managed =
  /^(\/etc\/(haproxy\/haproxy\.cfg|keepalived\/|sysctl\.d\/|systemd\/system\/)|sysctl |unit |runs )/;

/** What must be the same again. A VIP's place, a lease and debris have rules of their own. */
function comparable(pair: Pair, state: State, bare: boolean): State {
  const vips = pair.vips as string[];
  const kept = [...state].filter(
    ([name]) =>
      !/^(debris|lease|shipped)/.test(name) && !vips.some((vip) => name.endsWith(` ${vip}`)),
  );
  return new Map(bare ? kept.flatMap((entry) => asBare(state, entry)) : kept);
}

/** Packages stay: what they brought counts as nothing, as long as nothing runs or starts by itself. */
function asBare(state: State, [name, value]: [string, string]): [string, string][] {
  if (!managed.test(name)) return [];
  if (name.startsWith('/etc/haproxy/haproxy.cfg') && state.has('shipped haproxy.cfg')) return [];
  if (/^\/etc\/keepalived\/(samples|keepalived\.conf\.sample)/.test(name)) return [];
  if (
    name.startsWith('unit ') &&
    ['disabled inactive', 'not-found inactive', ' inactive'].includes(value)
  )
    return [];
  return [[name, value]];
}

export function differences(pair: Pair, bare: boolean, [was, is]: [State, State]): string[] {
  const before = comparable(pair, was, bare);
  const after = comparable(pair, is, bare);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name}: ${before.get(name) ?? 'absent'} → ${after.get(name) ?? 'absent'}`);
}

export function debris(state: State): string[] {
  return [...state.keys()].filter((name) => name.startsWith('debris'));
}

export function holders(pair: Pair, states: PairState): string[][] {
  return pair.vips.map((vip) =>
    hosts.filter((host) =>
      [...states[host].keys()].some(
        (name) => name.startsWith('address ') && name.endsWith(` ${vip}`),
      ),
    ),
  );
}
