# shellcheck shell=sh

# prepare SECONDS [again]: lease, timer, recorder; what the fault lacks here; the state before. Again: after a boot, which
# has ended the fault when keepalived was up.
prepare() {
	[ -d /run/systemd/system ] || {
		printf 'needs\tsystemd is not running on the node: nothing would undo the fault if hadeploy died\n'
		rm -rf "$dir"
		return 0
	}
	mkdir -p "$root"
	with_lease lease_take $(($1 + 30)) || {
		code=$?
		rm -rf "$dir"
		return $code
	}
	snapshot | grep -v "hadeploy-drill-$id"
	hold "$1" || return 1
	needs | while IFS= read -r line; do
		printf 'needs\t%s\n' "$line"
	done
	systemd-run --quiet --collect --unit="$unit-record" -p RuntimeMaxSec=3600 /bin/sh "$dir/drill.sh" record || return 1
	tries=0
	until grep -q '^listed-end' "$dir/events" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || return 1
		sleep 0.1
	done
	[ -z "${2:-}" ] || note undo "-$(milliseconds_active keepalived.service)"
}

milliseconds_active() {
	since=$(systemctl show -p ActiveEnterTimestampMonotonic --value -- "$1")
	read -r uptime _ </proc/uptime
	since=$((${uptime%.*} * 1000 - ${since:-0} / 1000))
	[ $since -ge 0 ] || since=0
	printf '%s' "$since"
}

# inject HOLD UNDO: the fault. HOLD: when the node heals itself, UNDO: when it takes the fault back itself (0: hadeploy
# does), in seconds. A fault that cuts the link or ends the node is done a moment later, without us.
inject() {
	hold "$1" || return 1
	[ "$2" = 0 ] || after undo "$2" undo_now || return 1
	if [ "$alone" = yes ]; then
		after act 0.3 act_now
	else
		act_now
	fi
}

act_now() {
	[ -z "$(needs)" ] || return 1
	: >"$dir/injected"
	before_fault || return 1
	# The link takes its last news along.
	if [ "$alone" = yes ]; then
		note fault 200
		sleep 0.2
	else
		note fault
	fi
	fault
}

undo_now() {
	take_back
}

# events: all of them, then whether the fault was taken back.
events() {
	cat "$dir/events"
	[ ! -e "$dir/undone" ] || echo undone
}

# finish: nothing of the drill is left here but the lease; the state after.
finish() {
	take_back || return 1
	clear_up
	snapshot
}

release() {
	clear_up
	give_back_lease
}

phase=$1
shift
case $phase in
prepare | inject | act_now | undo_now | hold | record | watch | events | finish | heal | release) "$phase" "$@" ;;
*) exit 64 ;;
esac
