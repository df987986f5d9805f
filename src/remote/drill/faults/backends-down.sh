# shellcheck shell=sh
# HAProxy lives, but every server is in maintenance: only a check that looks at the services sees it.

needs() {
	need_active haproxy.service
	need_tool socat 'it talks to the socket of haproxy'
	[ -S "$socket" ] || echo "there is no socket of haproxy at $socket"
}

# Those that somebody had put into maintenance before stay so.
before_fault() {
	server_states | while read -r server admin; do
		[ $((admin & 1)) != 0 ] || printf '%s\n' "$server"
	done >"$dir/was.servers"
	[ -s "$dir/was.servers" ]
}

fault() { set_servers maint; }

undo() {
	[ ! -s "$dir/was.servers" ] || set_servers ready
}

set_servers() {
	while IFS= read -r one; do
		said=$(haproxy_say "set server $one state $1") || return 1
		[ -z "$said" ] || return 1
	done <"$dir/was.servers"
}
