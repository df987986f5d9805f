# shellcheck shell=sh
# Revert: back to what the backup says, also when called twice, also when activation was cut off in the
# middle of a change. Services that did not run before stop first, then files and values go back in
# reverse order, then services that ran before take up the old configuration again.

revert() {
	if ! decide revert; then
		if is_decided confirm; then
			journal output - "too late to revert: this transaction is confirmed"
		else
			journal output - "cannot revert: $dir/decision cannot be written"
		fi
		return 1
	fi
	# The watchdog and the operator may come at the same time: one after the other, and once is enough.
	exec 9>"$dir/lock"
	flock 9 2>/dev/null
	if [ "$(get_state)" != reverted ]; then
		journal reverting "$*"
		set_state reverting
		put_back
		conclude_revert || {
			disarm_watchdog
			return 1
		}
	fi
	# Also when somebody else has put it back: that one may have been stopped right here.
	disarm_watchdog
	lease_release
}

put_back() {
	put_back_values
	run_reverse revert_services
	remove_orphans
}

# put_back_values: all but the starting of services; what failed of it is in revert_failed.
put_back_values() {
	revert_failed=no
	run_reverse revert_stops
	# First: a directory of ours in which one of them still lies would not be empty.
	remove_placed
	run_reverse revert_values
	reload_units
	run_reverse revert_switches
}

conclude_revert() {
	changes_durable
	[ "$revert_failed" = no ] && set_state reverted && return 0
	journal output - "the revert is not complete: see above"
	set_state revert-failed
	return 1
}

begun() {
	# Not where a daemon's own words end like that.
	grep -q "^[^ ]* begin $1\$" "$dir/journal"
}

run_reverse() {
	"$1"
	while IFS= read -r change <&3; do
		eval "$change"
	done 3<"$dir/changes.reverse"
}

revert_stops() {
	ignore_all
	service() {
		begun "$1" || return 0
		[ ! -f "$dir/candidate/$1.handover" ] || sh "$dir/candidate/$1.handover" undo
		read -r was_enabled was_active <"$dir/backup/$1"
		if [ "$was_active" != active ] && [ "$was_active" != activating ]; then
			undo "$1" systemctl stop -- "$2"
			systemctl reset-failed -- "$2" 2>/dev/null
		fi
		# alias, static, generated … have no switch: to disable an alias would take the unit itself out of the boot.
		case $was_enabled in
		disabled | not-found) systemctl is-enabled -q -- "$2" 2>/dev/null && undo "$1" systemctl disable -- "$2" ;;
		esac
	}
}

# After the values: only then is the file of a unit there again that this transaction has removed.
revert_switches() {
	ignore_all
	service() {
		begun "$1" || return 0
		read -r was_enabled _ <"$dir/backup/$1"
		case $was_enabled in
		enabled*) systemctl is-enabled -q -- "$2" 2>/dev/null || undo "$1" systemctl enable -- "$2" ;;
		esac
	}
}

revert_values() {
	ignore_all
	file() { begun "$1" && restore "$1" "$2"; }
	directory() { begun "$1" && restore_directory "$1" "$2"; }
	remove() { begun "$1" && restore "$1" "$2"; }
	remove_directory() { begun "$1" && restore_directory "$1" "$2"; }
	sysctl() {
		begun "$1" || return 0
		[ -f "$dir/backup/$1" ] || return 0
		if [ "${booting:-no}" = yes ]; then
			# Its module or interface may not be there yet; systemd-sysctl comes later, and reads the old files.
			write_sysctl "$2" "$(cat "$dir/backup/$1")" >/dev/null 2>&1
		else
			undo "$1" write_sysctl "$2" "$(cat "$dir/backup/$1")"
		fi
	}
	command_change() {
		begun "$1" && [ -f "$dir/candidate/$1.undo" ] && undo "$1" undo_command "$dir/candidate/$1.undo"
	}
}

# One that never ends, or leaves something behind that holds its output, must not keep the rest from going back; and at boot
# not the node from coming up.
undo_command() {
	undo_said=/run/hadeploy-$id.undo
	: 2>/dev/null >"$undo_said" || undo_said=/dev/null
	timeout -k 5 60 sh "$1" >"$undo_said" 2>&1 </dev/null 9>&-
	undo_code=$?
	cat "$undo_said"
	[ $undo_code -ne 124 ] || echo "it did not end within 60 s"
	[ "$undo_said" = /dev/null ] || rm -f "$undo_said"
	return $undo_code
}

revert_services() {
	ignore_all
	service() {
		begun "$1" || return 0
		read -r _ was_active <"$dir/backup/$1"
		case $was_active in
		active) ;;
		activating)
			# It may have been failing for ever: then it does so again.
			[ "$4" = none ] || logged "$1" systemctl --no-block restart -- "$2"
			return 0
			;;
		*) return 0 ;;
		esac
		await_takeover "$2"
		if [ "$4" = reload ] && systemctl is-active -q -- "$2"; then
			# A reload that fails or hangs is no reason to leave the new configuration running.
			logged "$1" reload_unit "$2" || undo "$1" systemctl restart -- "$2"
		elif [ "$4" != none ]; then
			systemctl reset-failed -- "$2" 2>/dev/null
			undo "$1" systemctl restart -- "$2"
		elif ! systemctl is-active -q -- "$2"; then
			undo "$1" systemctl start -- "$2"
		fi
	}
}

# An address that moves must not stay on a node whose daemon is dead: nobody would take it away again,
# and the peer has it too (keepalived dies that way of a missing interface, and when it is killed).
remove_orphans() {
	[ -f "$dir/floating" ] || return 0
	ignore_all
	touched=' '
	service() { ! begun "$1" || touched="$touched$2 "; }
	run_changes
	while read -r address unit _; do
		case $touched in *" $unit "*) ;; *) continue ;; esac
		case $(systemctl is-active -- "$unit" 2>/dev/null) in inactive | failed | unknown) ;; *) continue ;; esac
		! grep -Fqx -- "$address" "$dir/floating.kept" 2>/dev/null || continue
		ip -o address show | while read -r _ interface _ own _; do
			[ "${own%/*}" = "$address" ] || continue
			logged - ip address del "$own" dev "$interface"
			journal orphan "$address"
		done
	done <"$dir/floating"
}

undo() {
	undo_id=$1
	shift
	logged "$undo_id" "$@" && return 0
	journal undo-failed "$undo_id" "$logged_code"
	revert_failed=yes
	return 1
}

# restore ID PATH: the old file with owner, mode, times and extended attributes; untouched if it is already so (it may be one
# that cannot be replaced, which is why we are here).
restore() {
	note_unit "$2"
	if [ -e "$dir/backup/$1.absent" ]; then
		undo "$1" rm -f -- "$2"
		return
	fi
	! same_file "$dir/backup/$1" "$2" || return 0
	restored=${2%/*}/.${2##*/}.hadeploy-$id
	if undo "$1" cp -a -- "$dir/backup/$1" "$restored"; then
		# Renamed before its content is on the disk, a file can be empty after the next power cut.
		synced "$restored"
		undo "$1" mv -f -- "$restored" "$2" && return
	fi
	rm -f -- "$restored"
	return 1
}

same_file() {
	[ -f "$1" ] && [ -f "$2" ] && [ ! -L "$1" ] && [ ! -L "$2" ] &&
		[ "$(sha256sum <"$1")" = "$(sha256sum <"$2")" ] &&
		[ "$(stat -c '%a %u %g' -- "$1")" = "$(stat -c '%a %u %g' -- "$2")" ]
}

restore_directory() {
	if [ -e "$dir/backup/$1.absent" ]; then
		# Only if empty: what others have put there meanwhile is theirs.
		rmdir -- "$2" 2>/dev/null
		return 0
	fi
	read -r mode owner group <"$dir/backup/$1.directory"
	[ -d "$2" ] || undo "$1" mkdir -- "$2" || return 1
	undo "$1" chown "$owner:$group" -- "$2" && undo "$1" chmod "$mode" -- "$2"
}

remove_placed() {
	ignore_all
	file() { rm -f -- "${2%/*}/.${2##*/}.hadeploy-$id"; }
	run_reverse :
}
