# shellcheck shell=sh
# The interface that carries VRRP goes down, and with it the way for hadeploy: the node takes it back alone.

alone=yes

needs() { ip link show dev "$interface" >/dev/null 2>&1 || echo "there is no interface $interface"; }

# The VIPs are keepalived's business. Link-local addresses and the kernel's own routes come by themselves.
before_fault() {
	ip -o address show dev "$interface" | while read -r _ _ family address rest; do
		case " $vips " in *" ${address%/*} "*) continue ;; esac
		case $rest in *'scope link'* | *' dynamic '*) continue ;; esac
		broadcast=''
		case $rest in 'brd '*) broadcast=${rest#brd } && broadcast="broadcast ${broadcast%% *}" ;; esac
		printf '%s %s %s\n' "$family" "$address" "$broadcast"
	done >"$dir/was.addresses"
	for family in -4 -6; do
		ip -o "$family" route show table all dev "$interface" 2>/dev/null |
			sed "/^\(local\|broadcast\|anycast\|multicast\) /d; s/ expires [^ ]*//; s/ linkdown//; s/ error [^ ]*//" |
			while IFS= read -r route; do
				case "$family $route" in '-6 '*'proto kernel'* | '-6 '*'proto ra'*) continue ;; esac
				printf '%s %s\n' "$family" "$route"
			done
	done >"$dir/was.routes"
}

fault() { ip link set dev "$interface" down; }

undo() {
	[ -f "$dir/was.addresses" ] || return 0
	ip link set dev "$interface" up || return 1
	tries=0
	until ip link show dev "$interface" | grep -q LOWER_UP || [ $tries -ge 30 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	while read -r family address broadcast; do
		ip -o address show dev "$interface" | while read -r _ _ _ there _; do
			[ "$there" != "$address" ] || echo there
		done | grep -q there && continue
		# Two words or none.
		# shellcheck disable=SC2086
		ip address add "$address" $broadcast dev "$interface"
	done <"$dir/was.addresses"
	# A route may need another one that stands below it in the list.
	for round in 1 2; do
		while read -r family route; do
			# The words of a route as ip(8) has printed them.
			# shellcheck disable=SC2086
			ip "$family" route replace $route dev "$interface" 2>"$dir/route.$round"
		done <"$dir/was.routes"
	done
	return 0
}
