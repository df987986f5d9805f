# shellcheck shell=sh
# Activate: the live change. Content is first placed next to its target (so that a full disk shows before
# anything is live), then renamed over it, in the order of the plan; services come where the plan has them.

# activate CONFIRM_SECONDS
activate() {
	# TCP may deliver a command long after its sender has given up: by then it must not count.
	if [ "$(get_state)" != staged ] || [ -e "$dir/decision" ]; then
		journal output - "this transaction is $(get_state): it cannot be activated any more"
		journal failed - 71
		return 1
	fi
	if ! { arm_watchdog "$1" && set_state activating; }; then
		disarm_watchdog
		journal output - "the watchdog could not be armed: nothing was changed"
		journal failed - 71
		return 1
	fi
	activate_place && activate_changes && changes_durable && set_state active && return 0
	revert "activation failed"
	return 1
}

activate_place() {
	ignore_all
	file() {
		# A parent that an earlier change of this plan makes is not there yet: placed when its turn comes.
		[ -d "${2%/*}" ] || return 0
		place "$1" "$2" || {
			journal failed "$1" 1
			return 1
		}
	}
	run_changes
}

# place ID PATH: the candidate as a hidden file in the target's directory, on the disk, with its final metadata.
place() {
	placed=${2%/*}/.${2##*/}.hadeploy-$id
	logged "$1" cp -p -- "$dir/candidate/$1" "$placed" || return 1
	if [ -e "$2" ]; then
		chcon --reference="$2" -- "$placed" 2>/dev/null
	elif context=$({ selinuxenabled && matchpathcon -n -m file -- "$2"; } 2>/dev/null); then
		# What the policy has for this path: it may differ from that of its directory (a script, a page of a web server).
		chcon -- "$context" "$placed" 2>/dev/null
	elif command -v restorecon >/dev/null 2>&1; then
		chcon --reference="${2%/*}" -- "$placed" 2>/dev/null
	fi
	synced "$placed"
}

activate_changes() {
	ignore_all
	file() {
		note_unit "$2"
		perform "$1" activate_file "$2"
	}
	directory() {
		perform "$1" activate_directory "$2" "$3" "$4" "$5"
	}
	remove() {
		note_unit "$2"
		perform "$1" rm -f -- "$2"
	}
	remove_directory() {
		perform "$1" remove_if_empty "$2"
	}
	sysctl() {
		perform "$1" write_sysctl "$2" "$3"
	}
	service() {
		reload_units
		perform "$1" activate_service "$2" "$3" "$4"
	}
	command_change() {
		reload_units
		perform "$1" sh "$dir/candidate/$1"
	}
	wait_for() {
		perform "$1" await "$2" "$dir/candidate/$1"
	}
	run_changes && reload_units
}

# note_unit PATH: systemd acts on a unit file, or a drop-in of one, as it was when it last read it.
note_unit() {
	case $1 in /etc/systemd/* | /usr/lib/systemd/* | /lib/systemd/*) units_changed=yes ;; esac
}

reload_units() {
	[ "${units_changed:-no}" = yes ] || return 0
	units_changed=no
	systemctl daemon-reload
}

# perform ID COMMAND...: journalled before and after, so that a revert knows what may have happened; also after a power cut,
# which may keep a renamed file and lose the line before it: so that line is on the disk first.
perform() {
	perform_id=$1
	shift
	# Its watchdog has fired, and could not stop it.
	if [ -e "$dir/decision" ]; then
		journal output "$perform_id" "too late: it goes back already"
		journal failed "$perform_id" 71
		return 1
	fi
	if ! { journal begin "$perform_id" && synced "$dir/journal"; }; then
		journal failed "$perform_id" 28
		return 1
	fi
	if ! logged "$perform_id" "$@"; then
		journal failed "$perform_id" "$logged_code"
		return 1
	fi
	journal "done" "$perform_id"
}

activate_file() {
	placed=${1%/*}/.${1##*/}.hadeploy-$id
	[ -e "$placed" ] || place "$perform_id" "$1" || return 1
	mv -f -- "$placed" "$1"
}

activate_directory() {
	if [ ! -d "$1" ]; then
		mkdir -p -- "$1" || return 1
		# It has the SELinux context of its parent, and what is put into it takes it over.
		! command -v restorecon >/dev/null 2>&1 || restorecon -- "$1" 2>/dev/null || :
	fi
	chown "$3:$4" -- "$1" && chmod "$2" -- "$1"
}

# What others have put into a directory is theirs.
remove_if_empty() {
	rmdir -- "$1" 2>/dev/null || echo "$1 is not empty: left as it is"
}

# The kernel separates lists by tabs, people by blanks.
fold_space() {
	# shellcheck disable=SC2086 # split on purpose
	printf '%s ' $1
}

write_sysctl() {
	# Not sysctl(8): some versions exit 0 when the kernel refused the value.
	printf '%s\n' "$2" >"/proc/sys/$1" || return 1
	live=$(cat "/proc/sys/$1")
	[ "$(fold_space "$live")" = "$(fold_space "$2")" ] && return 0
	echo "the kernel kept $1 = $live"
	return 1
}

# activate_service UNIT ENABLED ACTION
activate_service() {
	unit=$1 since=$(date +%s)
	case $3 in
	restart | hold)
		handover=$dir/candidate/$perform_id.handover
		[ ! -f "$handover" ] || sh "$handover" "$(running_config "$perform_id")" || return 1
		;;
	esac
	case $3 in
	stop | hold) systemctl stop -- "$unit" || return 1 ;;
	esac
	if [ "$2" = yes ]; then
		systemctl is-enabled -q -- "$unit" 2>/dev/null || systemctl enable -- "$unit" || return 1
	else
		systemctl is-enabled -q -- "$unit" 2>/dev/null && { systemctl disable -- "$unit" || return 1; }
	fi
	case $3 in
	start | restart) systemctl "$3" -- "$unit" ;;
	reload) await_takeover "$unit" && reload_unit "$unit" ;;
	*) return 0 ;;
	esac && return 0
	systemctl status --no-pager --lines=0 -- "$unit"
	# Its last words, the ones that matter, may still be on their way to the journal; and of a unit that
	# waits for its next start, status shows none.
	journalctl --sync
	journalctl --no-pager --quiet --output=cat --lines=20 --since="@$since" --unit="$unit"
	return 1
}

# running_config ID: what the daemon of that service change still runs with, if this transaction has replaced its file.
running_config() {
	[ ! -f "$dir/candidate/$1.config" ] || (
		read -r config_path <"$dir/candidate/$1.config"
		ignore_all
		file() { [ "$2" != "$config_path" ] || [ ! -f "$dir/backup/$1" ] || printf '%s' "$dir/backup/$1"; }
		run_changes
	)
}

# await_takeover UNIT: a VRRP daemon that is reloaded waits for its peer anew, for as long as one must have been
# silent to be taken for dead. If the peer has just died, nobody would hold its addresses for that much longer: so
# they must first be held, here or by a peer that answers. Where nobody ever holds them it goes on.
await_takeover() {
	[ -f "$dir/floating" ] || return 0
	awaited_since=$(uptime_seconds)
	while read -r floating floating_unit floating_seconds; do
		[ "$floating_unit" = "$1" ] || continue
		until is_held "$floating"; do
			[ $(($(uptime_seconds) - awaited_since)) -le "$floating_seconds" ] || break
			sleep 0.1
		done
	done <"$dir/floating"
}

# is_held ADDRESS: by this node, or by a neighbour that answers ARP (or ND); what cannot be asked counts as held.
is_held() {
	[ -z "$(ip -o address show to "$1" 2>/dev/null)" ] || return 0
	ip neighbour flush to "$1" >/dev/null 2>&1
	bash -c 'echo >"/dev/udp/$1/9"' - "$1" >/dev/null 2>&1 || return 0
	neighbour_tries=0
	while [ $neighbour_tries -lt 5 ]; do
		case $(ip neighbour show to "$1" 2>/dev/null) in
		*INCOMPLETE* | *FAILED*) sleep 0.1 ;;
		*) return 0 ;;
		esac
		neighbour_tries=$((neighbour_tries + 1))
	done
	return 1
}

# reload_unit UNIT: haproxy keeps its old workers when new ones cannot start (a port that is taken), and
# systemd calls that a success. It was one if a worker is there that was not there before.
reload_unit() {
	master=$(systemctl show -p MainPID --value -- "$1")
	before=$(children_of "$master")
	systemctl reload -- "$1" || return 1
	read -r name 2>/dev/null <"/proc/$master/comm"
	[ "$name" = haproxy ] && [ -n "$before" ] || return 0
	reload_tries=0
	while [ $reload_tries -lt 50 ]; do
		for worker in $(children_of "$master"); do
			case " $before " in *" $worker "*) ;; *) return 0 ;; esac
		done
		sleep 0.1
		reload_tries=$((reload_tries + 1))
	done
	echo "$1 goes on with its old configuration:"
	return 1
}

children_of() {
	cat "/proc/$1/task/$1/children" 2>/dev/null
}

# release: the other nodes have changed too; what was held may run again.
release() {
	ignore_all
	service() {
		[ "$4" != hold ] || perform "$1" systemctl start -- "$2"
	}
	run_changes
}

# await SECONDS SCRIPT
await() {
	deadline=$(($(uptime_seconds) + $1))
	until sh "$2" >/dev/null 2>&1 </dev/null; do
		if [ "$(uptime_seconds)" -ge "$deadline" ]; then
			echo "waited $1 s for: $(cat "$2")"
			return 1
		fi
		sleep 0.2
	done
}
