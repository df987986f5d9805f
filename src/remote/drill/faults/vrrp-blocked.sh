# shellcheck shell=sh
# The nodes do not hear each other: VRRP (protocol 112) is dropped both ways, everything else passes.

needs() { command -v nft >/dev/null 2>&1 || need_tool iptables 'nor is there nft'; }

fault() {
	if command -v nft >/dev/null 2>&1; then
		filter 'input meta l4proto 112 drop' 'output meta l4proto 112 drop'
	else
		each_rule -I
	fi
}

undo() {
	if command -v nft >/dev/null 2>&1; then
		unfilter
	else
		each_rule -D 2>/dev/null
		! iptables -w -C INPUT -p 112 -j DROP 2>/dev/null
	fi
}

each_rule() {
	for tool in iptables ip6tables; do
		command -v $tool >/dev/null 2>&1 || continue
		$tool -w "$1" INPUT -p 112 -j DROP && $tool -w "$1" OUTPUT -p 112 -j DROP
	done
}
