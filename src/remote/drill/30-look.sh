# shellcheck shell=sh

# record: all that happens to links and addresses from now on, after what is there now, in UTC; and what keepalived says.
record() {
	TZ=UTC0
	export TZ
	echo "$$" >"$dir/recorder"
	# Through pipes: where SELinux confines ip it may not write to our files.
	ip -o -ts monitor link address | cat >>"$dir/events" &
	journalctl -q -n 0 -f -o short-unix --no-pager -u keepalived.service 2>/dev/null | cat >>"$dir/events" &
	sleep 0.2
	# One write, so that no event comes into the middle of it.
	now=$(date +%s%N)
	listed=$(printf 'listed %s\n' $((now / 1000000)) && ip -o link && ip -o address && echo listed-end)
	printf '%s\n' "$listed" >>"$dir/events"
	wait
}

# watch SECONDS: the events as they come, until the recorder stops.
watch() {
	read -r recorder <"$dir/recorder"
	exec timeout "$1" tail -s 0.2 --pid="$recorder" -n +1 -f "$dir/events"
}

# snapshot: the state of the node that a drill may not change, one "snapshot TAB NAME TAB VALUE" per line.
snapshot() {
	for one in haproxy.service keepalived.service $services; do
		printf 'snapshot\tunit %s\t%s %s\n' "$one" "$(systemctl is-active -- "$one")" "$(systemctl is-enabled -- "$one" 2>/dev/null)"
	done
	for one in $(systemctl list-units --all --no-legend --plain "$unit*" | cut -d ' ' -f 1); do
		printf 'snapshot\tunit %s\tleft behind\n' "$one"
	done
	for one in /run/hadeploy-drill-*; do
		[ ! -e "$one" ] || printf 'snapshot\tdirectory %s\tleft behind\n' "$one"
	done
	ip -o link | while read -r _ name flags _; do
		printf 'snapshot\tlink %s\t%s\n' "${name%%[:@]*}" "$flags"
	done
	ip -o address | while read -r _ name _ address _; do
		printf 'snapshot\taddress %s %s\tthere\n' "$name" "$address"
	done
	for family in -4 -6; do
		ip -o "$family" route show table all 2>/dev/null | sed 's/ expires [^ ]*//; s/ linkdown//' | while IFS= read -r route; do
			printf 'snapshot\troute %s %s\tthere\n' "$family" "$route"
		done
	done
	for one in /proc/sys/net/ipv4/ip_nonlocal_bind /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/ip_nonlocal_bind \
		/proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv4/conf/*/arp_* /proc/sys/net/ipv6/conf/*/disable_ipv6; do
		[ ! -r "$one" ] || printf 'snapshot\tsysctl %s\t%s\n' "${one#/proc/sys/}" "$(cat "$one")"
	done
	find /etc/haproxy /etc/keepalived /etc/nginx -type f -exec sha256sum {} + 2>/dev/null | while read -r sum path; do
		printf 'snapshot\tfile %s\t%s %s\n' "$path" "$(stat -c '%a %U %G' -- "$path")" "$sum"
	done
	if command -v nft >/dev/null 2>&1; then
		printf 'snapshot\tnft ruleset\t%s\n' "$(nft -s list ruleset 2>/dev/null | sha256sum)"
	fi
	if command -v iptables-save >/dev/null 2>&1; then
		printf 'snapshot\tiptables rules\t%s\n' "$(iptables-save 2>/dev/null | sed '/^#/d; s/\[[0-9:]*\]//' | sha256sum)"
	fi
	if [ -S "$socket" ] && command -v socat >/dev/null 2>&1; then
		server_states | while read -r server admin; do
			printf 'snapshot\tserver %s\tadmin state %s\n' "$server" "$admin"
		done
	fi
}
