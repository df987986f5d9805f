# shellcheck shell=sh
# hadeploy node transaction. This file lies in its own directory on the node,
#   /var/lib/hadeploy/CLUSTER/ID/   (root, 0700)
# together with everything it needs to go on, or to undo itself, without the operator's laptop:
#   changes, changes.reverse   one call per change; each phase says what the words mean
#   candidate/ID  backup/ID    new and old content and values
#   journal                    append-only, what was begun and done
#   state                      one word; the last thing written by each phase
# Usage: sh transaction.sh PHASE [ARGUMENT]; the phases are listed at the end of it

LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
umask 077

dir=$(cd "$(dirname "$0")" && pwd)
id=${dir##*/}
root=${dir%/*}

# journal WORD [ARGUMENT...]: one line, one write.
journal() {
	printf '%s %s\n' "$(date +%s.%N)" "$*" >>"$dir/journal"
}

# journal_output ID: stdin, line by line, so that a slow command can be watched.
journal_output() {
	while IFS= read -r line || [ -n "$line" ]; do
		journal output "$1" "$line"
	done
}

# logged ID COMMAND...: runs it, journals what it prints, returns its exit code. The code takes no way over the disk, which
# may be full.
logged() {
	logged_id=$1
	shift
	logged_code=$({
		{
			"$@" 2>&1 </dev/null 8>&-
			echo "$?" >&8
		} | journal_output "$logged_id"
	} 8>&1)
	logged_code=${logged_code:-1}
	return "$logged_code"
}

# durable PATH...: what lies on their filesystems is on the disk, not only in memory, when this returns.
durable() {
	sync -f "$@" 2>/dev/null || sync
}

# synced FILE: the same of one file.
synced() {
	sync "$1" 2>/dev/null || sync
}

# What was changed may lie on another filesystem than the state that is about to say so. Of a directory that is gone the one
# above: `sync` alone would wait for every filesystem, also for a share whose server is dead.
changes_durable() {
	ignore_all
	file() { durable "$(existing_parent "$2")"; }
	directory() { durable "$(existing_parent "$2")"; }
	remove() { durable "$(existing_parent "$2")"; }
	remove_directory() { durable "$(existing_parent "$2")"; }
	service() { durable /etc; }
	command_change() { durable / /etc /usr /var; }
	run_changes
}

# set_state WORD: on the disk before what comes next. 1 where it could not be written.
set_state() {
	printf 'state %s\n' "$1" >"$dir/state.new" && synced "$dir/state.new" && mv "$dir/state.new" "$dir/state" || return 1
	durable "$dir"
	journal state "$1"
}

get_state() {
	read -r _ state 2>/dev/null <"$dir/state" || state=none
	printf '%s' "$state"
}

uptime_seconds() {
	read -r uptime _ </proc/uptime
	printf '%s' "${uptime%.*}"
}

# Both outcomes, on the disk before anything is decided: then a decision is one more name, and needs no room.
prepare_decisions() {
	for outcome in confirm revert; do
		printf '%s\n' "$outcome" >"$dir/decision.$outcome" && synced "$dir/decision.$outcome" || return 1
	done
}

# decide OUTCOME: whoever comes first, confirm or revert, is right; everybody else gets 1.
decide() {
	# What follows needs room: see stage_backup.
	rm -f "$dir/ballast"
	if ln "$dir/decision.$1" "$dir/decision" 2>/dev/null; then
		durable "$dir"
		return 0
	fi
	is_decided "$1"
}

is_decided() {
	[ -f "$dir/decision" ] && read -r decided <"$dir/decision" && [ "$decided" = "$1" ]
}

# ignore_all: the words of `changes`, meaning nothing. Each phase gives a meaning to those it is about.
#   file ID PATH EXPECTED MODE OWNER GROUP    EXPECTED: sha256 before, `absent` or `any`
#   directory ID PATH MODE OWNER GROUP
#   remove ID PATH EXPECTED                   a file
#   remove_directory ID PATH                  only if it is empty by then
#   sysctl ID PATH_UNDER_PROC_SYS VALUE
#   package ID NAME...
#   service ID UNIT ENABLED ACTION            ACTION: none, start, stop, reload, restart, or hold:
#                                             stopped now, started by the phase `release`
#                                             candidate/ID.handover moves VIPs away before it goes down
#   command_change ID                         its script is candidate/ID, its undo candidate/ID.undo
#   wait_for ID SECONDS                       its condition is candidate/ID
ignore_all() {
	file() { :; }
	directory() { :; }
	remove() { :; }
	remove_directory() { :; }
	sysctl() { :; }
	package() { :; }
	service() { :; }
	command_change() { :; }
	wait_for() { :; }
}

# run_changes: every line of `changes` with the words as they are defined now; stops at the first failure.
run_changes() {
	while IFS= read -r change <&3; do
		eval "$change" || return 1
	done 3<"$dir/changes"
}

# A systemctl that hangs must end before the watchdog has to end it.
systemctl() {
	timeout -k 5 25 systemctl "$@" && return 0
	systemctl_code=$?
	[ $systemctl_code != 124 ] || echo "systemctl $* did not end within 25 s" >&2
	return $systemctl_code
}

have_systemd() {
	[ -d /run/systemd/system ]
}
