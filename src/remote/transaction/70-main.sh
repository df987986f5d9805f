# shellcheck shell=sh

confirm() {
	[ "$(get_state)" = active ] || [ "$(get_state)" = confirmed ] || {
		printf 'not-active\t%s\n' "$(get_state)"
		return 1
	}
	decide confirm || {
		# Nothing could be decided: it stays new, unless its watchdog can.
		is_decided revert || return 74
		printf 'not-active\treverting\n'
		return 1
	}
	keep || return 74
}

# keep: all that follows from a decision to confirm; done again, it does the same. The guards go last: power lost in the
# middle of it leaves them, and they finish it.
keep() {
	set_state confirmed || return 1
	note_managed
	disarm_watchdog
	prune
	lease_release
}

# note_managed: "SHA256  PATH" of every file that hadeploy put here, in the format of sha256sum -c, so that
# `status` and a person can see what somebody else has changed since.
note_managed() {
	touch "$root/managed"
	ignore_all
	file() {
		forget_managed "$2"
		sum=$(sha256sum <"$dir/candidate/$1")
		printf '%s  %s\n' "${sum%% *}" "$2" >>"$root/managed.new"
	}
	remove() { forget_managed "$2"; }
	cp "$root/managed" "$root/managed.new" && run_changes && synced "$root/managed.new" && mv "$root/managed.new" "$root/managed"
}

forget_managed() {
	while IFS= read -r line; do
		[ "${line#*  }" = "$1" ] || printf '%s\n' "$line"
	done <"$root/managed.new" >"$root/managed.rest"
	mv "$root/managed.rest" "$root/managed.new"
}

# abandon [WHY]: staged, never activated. Nothing live was touched; only the packages stay. WHY is one word, for history.
abandon() {
	# Whatever of it is still at work has said so by then.
	tries=0
	while [ "$(get_state)" = none ] && stage_runs && [ $tries -lt 50 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	case $(get_state) in
	staging | staged)
		decide revert || return 1
		# Only if it can be: the disk may be full, which may be why.
		[ -z "${1-}" ] || printf '%s\n' "$1" 2>/dev/null >"$dir/why" || :
		# An installation must not be stopped half-way, nor another run begin beside it: it gives up by itself.
		stage_runs || give_up
		;;
	none)
		# It never began: its upload was cut off, or the disk is full. The candidates hold secrets.
		lease_release
		rm -rf "$dir"
		;;
	esac
}

# renew SECONDS: this host is ready, another one is still installing.
# give_up: nothing of what was staged stays but packages. An installation that was killed could not unmask.
give_up() {
	set_state abandoned
	unmask_units
	rm -f "$dir/ballast"
	lease_release
	# Staged for the lease alone: nothing to remember.
	[ -s "$dir/changes" ] || rm -rf "$dir"
}

renew() {
	lease_renew "$1"
}

# heal: `hadeploy resume` has brought the pair together again; nobody needs to hear of this one any more. Where it was
# confirmed it stays so: a rollback must find it.
heal() {
	case $(get_state) in
	staging | staged | activating | active | reverting) return 1 ;;
	confirmed) ;;
	*) set_state healed ;;
	esac
}

# prune: the newest twenty transactions stay as history; candidates hold secrets, so old ones go entirely. What has no state
# may be on its way here, from a laptop whose clock is wrong: it goes when an hour has passed.
prune() {
	# Names begin with the UTC time: sorted by name is sorted by age.
	# shellcheck disable=SC2012
	ls -1rd "$root"/*Z-*/ | sed '1,20d' | while IFS= read -r old; do
		[ "$old" != "$dir/" ] || continue
		[ -f "$old/state" ] || [ -n "$(find "$old" -maxdepth 0 -mmin +60)" ] || continue
		rm -rf "$old"
	done
	return 0
}

# answers CODE: what the stage has found out, for hadeploy to judge; exits with CODE.
answers() {
	# Another run holds the lease: this one never was.
	if [ "$1" = 75 ]; then
		rm -rf "$dir"
		exit 75
	fi
	for answer in "$dir"/validation.*; do
		[ -f "$answer" ] || continue
		printf 'validation %s ' "${answer##*/validation.}"
		base64 <"$answer" | tr -d '\n'
		printf '\n'
	done
	[ ! -s "$dir/packages.installed" ] || printf 'installed %s\n' "$(tr '\n' ' ' <"$dir/packages.installed")"
	exit "$1"
}

# detach PHASE [ARGUMENT]: runs the phase outside of the ssh session, so that a lost link cannot stop it
# half-way, and follows its journal from here.
detach() {
	phase=$1
	from=$(wc -l 2>/dev/null <"$dir/journal" || echo 0)
	if have_systemd; then
		systemd-run --quiet --collect --unit="hadeploy-$id-$phase" /bin/sh "$dir/transaction.sh" "$@" || return 1
	else
		setsid sh "$dir/transaction.sh" "$@" </dev/null >/dev/null 2>&1 &
	fi
	follow "$phase" "$((from + 0))" waiting
}

# rejoin PHASE LINES: after a lost link, the journal of a detached phase after its first LINES lines. The
# phase may never have been started: then it ends here with 70, and nothing was changed.
rejoin() {
	tries=0
	until grep -q "^[^ ]* start $1\$" "$dir/journal"; do
		tries=$((tries + 1))
		[ $tries -lt 20 ] || exit 70
		sleep 0.1
	done
	start=$(grep -n "^[^ ]* start $1\$" "$dir/journal" | tail -n 1)
	follow "$1" $((${start%%:*} - 1 + $2))
}

# follow PHASE LINES [waiting]: prints the journal after its first LINES lines until the phase ends; exits like the phase.
# waiting: from the start of the phase on, so that `rejoin` counts the same lines. Another one may still write its last.
follow() {
	passed=0 rounds=0 heard=0 gone=no
	while [ ! -f "$dir/journal" ]; do sleep 0.02; done
	while :; do
		while IFS= read -r line <&4; do
			passed=$((passed + 1)) heard=$rounds
			[ $passed -gt "$2" ] || continue
			if [ "${3:-}" = waiting ]; then
				case ${line#* } in "start $1") set -- "$1" "$2" ;; *) continue ;; esac
			fi
			printf '%s\n' "$line"
			# Its second word, not somewhere in what a command has said.
			case ${line#* } in "end $1 "*) exit "${line##* }" ;; esac
		done
		# Somebody may have ended the script (a signal, the OOM killer): then nobody will write that line.
		if [ $gone = yes ]; then
			printf '%s output - %s\n' "$(date +%s)" "the script of this phase was ended from outside"
			exit 71
		fi
		rounds=$((rounds + 1))
		if [ $((rounds % 20)) = 0 ] && have_systemd; then
			systemctl is-active -q "hadeploy-$id-$1.service" || gone=yes
		fi
		# Thirty looks a second are too many for a minute of apt.
		if [ $((rounds - heard)) -lt 30 ]; then sleep 0.03; else sleep 0.1; fi
	done 4<"$dir/journal"
}

# undo_now REASON: a revert asked for from outside. Where it comes too late, what the confirm has left undone is done.
undo_now() {
	stop_activation
	revert "$@" && return 0
	! is_decided confirm || keep
	return 1
}

phase=$1
shift
case $phase in
stage | activate | release | undo_now | watchdog | boot)
	journal start "$phase"
	"$phase" "$@"
	code=$?
	journal end "$phase" $code
	exit $code
	;;
answers | confirm | abandon | renew | heal | follow | rejoin | detach | validate | get_state) "$phase" "$@" ;;
*) exit 64 ;;
esac
