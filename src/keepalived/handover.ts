import { shellQuote } from '../core/quote.ts';

/** A peer takes over after three advertisement intervals and its skew; rare intervals are longer. */
const TAKEOVER_SECONDS = 20;

/**
 * POSIX sh that moves the node's VIPs to a peer without a gap, before its keepalived goes down: with all
 * its priorities at 1 the node goes on serving until the peer, after its master-down interval, announces
 * itself with a higher priority; only then does it let go. The configuration is put back at the end.
 * The first argument is a copy of what keepalived runs with, where the new configuration is in place already: with
 * another password or VRID neither would hear the other, and both would hold the VIPs.
 * Exits 0 when the node holds none of its VIPs any more, 1 when nobody took them (nothing is lost then:
 * the node still serves). With `nopreempt` no peer would take over from a living master: it is left to
 * the stop itself, which announces priority 0. `undo` as argument only puts the configuration back: after a failure, and
 * for a node that lost power half-way.
 */
export function handoverScript(unit: string, config: string): string {
  const conf = shellQuote(config);
  const saved = shellQuote(`${config}.hadeploy-handover`);
  return `conf=${conf} saved=${saved}
if [ "$1" = undo ]; then
	[ ! -f "$saved" ] || mv -f -- "$saved" "$conf"
	exit
fi
running=\${1:-$conf}
held() {
	ip -o address show | while read -r _ _ _ address _; do
		address=\${address%/*}
		grep -Eq "^[[:space:]]*\${address}(/|[[:space:]]|\\$)" "$running" && printf '%s ' "$address"
	done
}
[ -n "$(held)" ] || exit 0
grep -Eq '^[[:space:]]*nopreempt' "$running" && exit 0
cp -p -- "$conf" "$saved.new" && { sync "$saved.new" 2>/dev/null || sync; } && mv -f -- "$saved.new" "$saved" || {
	rm -f -- "$saved.new"
	exit 1
}
[ "$running" != "$conf" ] || running=$saved
replaced() {
	cp -p -- "$saved" "$conf.new" && "$@" >"$conf.new" && mv -f -- "$conf.new" "$conf" && return
	rm -f -- "$conf.new"
	return 1
}
replaced sed 's/^\\([[:space:]]*priority[[:space:]][[:space:]]*\\)[0-9]*/\\11/' "$running" || {
	mv -f -- "$saved" "$conf"
	exit 1
}
systemctl reload -- ${shellQuote(unit)}
tries=0
while [ -n "$(held)" ] && [ $tries -lt ${TAKEOVER_SECONDS * 10} ]; do
	sleep 0.1
	tries=$((tries + 1))
done
left=$(held)
if [ -z "$left" ]; then
	mv -f -- "$saved" "$conf"
	exit 0
fi
replaced cat -- "$running"
systemctl reload -- ${shellQuote(unit)}
echo "no peer took over \${left}within ${TAKEOVER_SECONDS} s: is keepalived running there, are its checks passing?"
exit 1
`;
}
