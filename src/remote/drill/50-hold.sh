# shellcheck shell=sh
# The dead-man timer: whatever becomes of the laptop and the link, the node heals itself. Each call of hadeploy sets it
# anew; the new one stands before the old one goes.

hold() {
	read -r before 2>/dev/null <"$dir/hold" || before=0
	now_hold=$((before + 1))
	after "heal-$now_hold" "$1" heal || return 1
	echo "$now_hold" >"$dir/hold"
	drop_timer "heal-$before"
	with_lease lease_renew $(($1 + 30))
}

# after NAME SECONDS WORD...: by the node's own monotonic clock.
after() {
	after_name=$1 after_seconds=$2
	shift 2
	systemd-run --quiet --collect --unit="$unit-$after_name" --on-active="$after_seconds" \
		--timer-property=AccuracySec=50ms /bin/sh "$dir/drill.sh" "$@"
}

drop_timer() {
	systemctl stop "$unit-$1.timer" 2>/dev/null
	return 0
}

# with_lease WORD...: the functions of the lease, in a directory of the file system on which it lies. The same lease that
# an apply takes: neither can begin while the other runs.
with_lease() {
	own_dir=$dir
	dir=$root/.drill-$id
	mkdir -p "$dir" && printf '\n%s\n' "$owner" >"$dir/meta" && "$@"
	code=$?
	rm -rf "$dir"
	dir=$own_dir
	return $code
}

# journal: what the lease has to say of another run.
journal() {
	printf 'lease\t%s\n' "$*"
}

# heal: hadeploy has not come back in time.
heal() {
	take_back
	clear_up
	give_back_lease
}

# take_back: the fault, if there is one; done again, it does nothing. The timer and hadeploy may come at once.
take_back() {
	exec 9>"$dir/lock"
	flock 9 2>/dev/null
	[ -e "$dir/injected" ] || return 0
	[ ! -e "$dir/undone" ] || return 0
	note undo
	undo
	code=$?
	[ $code != 0 ] || : >"$dir/undone"
	return $code
}

# clear_up: nothing of the drill stays on the node. The unit that this may run in ends by itself.
clear_up() {
	systemctl stop "$unit-record.service" 2>/dev/null
	drop_timer undo
	drop_timer act
	read -r last 2>/dev/null <"$dir/hold" && drop_timer "heal-$last"
	rm -rf "$dir"
}

give_back_lease() {
	with_lease lease_release
	# Of a cluster that hadeploy has never applied, nothing stays.
	rmdir "$root" /var/lib/hadeploy 2>/dev/null
	return 0
}
