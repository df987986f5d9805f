# shellcheck shell=sh
# This node does not reach one server of a backend: its connections there are refused. No request may be lost but those that
# the server had at that moment.

needs() {
	[ -n "$server_address" ] || echo 'no backend has two servers that are checked: one of them down is an outage by design'
	command -v nft >/dev/null 2>&1 || need_tool iptables 'nor is there nft'
}

fault() {
	case $server_address in *:*) family=ip6 tool=ip6tables ;; *) family=ip tool=iptables ;; esac
	if command -v nft >/dev/null 2>&1; then
		filter "output $family daddr $server_address tcp dport $server_port reject with tcp reset"
	else
		server_rule -I
	fi
}

undo() {
	case $server_address in *:*) tool=ip6tables ;; *) tool=iptables ;; esac
	if command -v nft >/dev/null 2>&1; then
		unfilter
	else
		server_rule -D 2>/dev/null
		! server_rule -C 2>/dev/null
	fi
}

server_rule() {
	$tool -w "$1" OUTPUT -d "$server_address" -p tcp --dport "$server_port" -j REJECT --reject-with tcp-reset
}
