# shellcheck shell=sh
# hadeploy failover drill, on one node. This file lies in /run/hadeploy-drill-RUN/ (root, 0700; gone with the next
# boot) together with what it needs to take its fault back without the operator's laptop:
#   params        what the fault is about: interface, addresses, socket, services
#   events        what happened to the node's addresses, with times; fault and undo among it
#   was.*         what was there before the fault
#   hold          how often the dead-man timer has been set
# The fault itself comes from src/remote/drill/faults/: needs, before_fault, fault, undo.
# Usage: sh drill.sh prepare|inject|undo_now|hold|watch|events|finish|heal|release [ARGUMENT...]

LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
umask 077

dir=$(cd "$(dirname "$0")" && pwd)
id=${dir##*/hadeploy-drill-}
unit=hadeploy-drill-$id
# Each fault uses its own of these.
# shellcheck disable=SC2034
cluster='' owner='' interface='' vips='' socket='' services='' server_address='' server_port=''
. "$dir/params"
root=/var/lib/hadeploy/$cluster

uptime_seconds() {
	read -r uptime _ </proc/uptime
	printf '%s' "${uptime%.*}"
}

# note WORD [LATER]: an event of the drill itself, with its time (LATER: milliseconds from now), among those of the node.
note() {
	now=$(date +%s%N)
	printf '%s %s\n' "$1" $((now / 1000000 + ${2:-0})) >>"$dir/events"
}

# start_unit UNIT: also one that has just failed, or waits for its next automatic start.
start_unit() {
	systemctl reset-failed -- "$1" 2>/dev/null
	timeout -k 5 25 systemctl start -- "$1"
}

# save_unit UNIT, restore_unit UNIT: what ran before, and only that, is started again.
save_unit() {
	systemctl is-active -- "$1" >"$dir/was.$1" || :
}

restore_unit() {
	read -r was 2>/dev/null <"$dir/was.$1" || return 0
	[ "$was" != active ] || systemctl is-active -q -- "$1" || start_unit "$1"
}

# The service of a fault has a name for each distribution: of $services, the first that is active.
active_service() {
	for one in $services; do
		systemctl is-active -q -- "$one" || continue
		printf '%s\n' "$one"
		return 0
	done
	return 1
}

need_service() {
	active_service >/dev/null || echo "not active: $services"
}

save_service() {
	active_service >"$dir/was.service"
}

saved_service() {
	cat "$dir/was.service"
}

# Saved is only what was active.
restore_service() {
	read -r was 2>/dev/null <"$dir/was.service" || return 0
	systemctl is-active -q -- "$was" || start_unit "$was"
}

need_active() {
	systemctl is-active -q -- "$1" || echo "$1 is not active"
}

need_tool() {
	command -v "$1" >/dev/null 2>&1 || echo "$1 is missing on the node${2:+ ($2)}"
}

# with_children PID: it and all below it.
with_children() {
	printf '%s ' "$1"
	children=$(cat "/proc/$1/task/$1/children" 2>/dev/null) || return 0
	for child in $children; do
		with_children "$child"
	done
}

# kill_unit UNIT: every process of it, at once: stopped first, so that no parent replaces or warns a child.
kill_unit() {
	main=$(systemctl show -p MainPID --value -- "$1")
	[ "${main:-0}" -gt 1 ] || return 1
	# A number for each process.
	# shellcheck disable=SC2046
	set -- $(with_children "$main")
	kill -STOP "$@" 2>/dev/null
	kill -KILL "$@" 2>/dev/null
	return 0
}

haproxy_say() {
	echo "$1" | socat -t 2 - "UNIX-CONNECT:$socket" 2>/dev/null
}

# server_states: "BACKEND/SERVER ADMIN_STATE" of each (management guide, 9.3, `show servers state`).
server_states() {
	haproxy_say 'show servers state' | while read -r number backend _ server _ _ admin _; do
		# Its first lines are a version and the names of the columns.
		case $number:$backend in *[!0-9]*:* | *:) continue ;; esac
		printf '%s/%s %s\n' "$backend" "$server" "$admin"
	done
}

# In a container sysrq and reboot reach the machine that carries it. Where nobody can say, it is one.
need_own_kernel() {
	if ! command -v systemd-detect-virt >/dev/null 2>&1; then
		echo 'systemd-detect-virt is missing: nobody can say whether this is a container'
	elif systemd-detect-virt --container --quiet || [ -e /.dockerenv ] || [ -e /run/systemd/container ]; then
		echo 'the node is a container: it shares its kernel with other hosts'
	fi
}

# filter RULE...: rules of nft in a table of our own; each begins with `input` or `output`.
filter() {
	{
		echo 'table inet hadeploy_drill {'
		for hook in input output; do
			echo "chain $hook { type filter hook $hook priority -310; policy accept;"
			for rule in "$@"; do
				case $rule in "$hook "*) printf '%s\n' "${rule#"$hook "}" ;; esac
			done
			echo '}'
		done
		echo '}'
	} | nft -f -
}

unfilter() {
	nft delete table inet hadeploy_drill 2>/dev/null
	! nft list table inet hadeploy_drill >/dev/null 2>&1
}

# What a fault does not say.
alone=no
needs() { :; }
before_fault() { :; }
fault() { :; }
undo() { :; }
