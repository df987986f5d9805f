#!/bin/sh
# Written by hadeploy: changes made here are lost.
# What this node's server starts with: its own rows, nothing, or a copy of its peer's. Decided once, before anybody can
# reach the server; then a mark is left in the data directory. It never removes a row: a copy goes into an empty server only.
#   is-done   0 when the data directory has the mark of this node
#   seed      decides, and copies
set -u
umask 077
LC_ALL=C
export LC_ALL
etc=$(dirname "$0")
here=db1 server_id=1
peer=db2 address=192.168.1.21 port=3306 peer_id=2
data=/var/lib/mysql unit=mariadb
mark=$data/hadeploy-node copying=$data/hadeploy-copying
system="'mysql','sys','information_schema','performance_schema'"

refuse() {
	printf '%s\n' "$@" >&2
	exit 1
}

is_done() {
	[ -f "$mark" ] || return 1
	read -r marked_id marked_name <"$mark"
	[ "$marked_id" = "$server_id" ]
}

put_mark() {
	printf '%s %s\n' "$server_id" "$here" >"$mark.new" && mv "$mark.new" "$mark" && rm -f "$copying" && sync
}

# --- what is there ----------------------------------------------------------------------------------------

# has_rows: a directory for each schema. Of a copy that was cut off nobody has ever been told.
has_rows() {
	[ ! -e "$copying" ] || return 1
	for directory in "$data"/*/; do
		[ -d "$directory" ] || continue
		name=${directory%/}
		case ${name##*/} in
		mysql | sys | performance_schema | test | lost+found | '#'*) ;;
		*) return 0 ;;
		esac
	done
	return 1
}

# ask_peer: `peer_is` refusing, strange (it does not know us), away, empty or full.
ask_peer() {
	if answer=$(timeout 10 mariadb --defaults-file="$etc/peer.cnf" --batch --skip-column-names -e "
		SELECT CONCAT('state ', @@gtid_binlog_state, ' asks ', @@gtid_slave_pos, ' schemas ', COUNT(*))
		FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ($system,'test')" 2>&1); then
		peer_state=$(printf '%s\n' "$answer" | sed -n 's/^state \([0-9,-]*\) asks.*/\1/p')
		peer_asks=$(printf '%s\n' "$answer" | sed -n 's/.* asks \([0-9,-]*\) schemas.*/\1/p')
		case $answer in
		*'schemas 0') peer_is=empty ;;
		*) peer_is=full ;;
		esac
		return
	fi
	case $answer in
	*'ERROR 1045 '* | *'ERROR 1130 '* | *'ERROR 1698 '*) peer_is=strange ;;
	'')
		peer_is=away
		answer='no answer in 10 s'
		;;
	*) knock ;;
	esac
}

# knock: of MariaDB's client a refusal and silence have the same number.
knock() {
	case $(timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2"' - "$address" "$port" 2>&1) in
	*refused*) peer_is=refusing ;;
	*) peer_is=away ;;
	esac
}

# sequence STATE DOMAIN: the last transaction of that domain, 0 where there is none.
sequence() {
	printf '%s\n' "$1" | tr ',' '\n' | awk -F- -v domain="$2" '$1 == domain && $3 + 0 > last { last = $3 + 0 } END { print last + 0 }'
}

# known STATE POSITION OWN: what a node has. Of its own only what it has logged: what it has lost it may have skipped.
known() {
	printf '%s,' "$1"
	printf '%s\n' "$2" | tr ',' '\n' | awk -F- -v own="$3" '$1 != own && NF == 3' | tr '\n' ','
}

# --- a server that only this script can reach -------------------------------------------------------------

own() {
	mariadb --socket="$run/sock" --batch --skip-column-names "$@"
}

start_own() {
	run=$(mktemp -d "${TMPDIR:-/tmp}/hadeploy-mysql.XXXXXX") || exit 1
	chown mysql "$run" || exit 1
	mariadbd --user=mysql --skip-networking --skip-slave-start --socket="$run/sock" --pid-file="$run/pid" \
		--log-error="$run/log" </dev/null >/dev/null 2>&1 &
	server=$!
	trap stop_own EXIT
	trap 'exit 1' HUP INT TERM
	tries=0
	until own -e 'SELECT 1' >/dev/null 2>&1; do
		if ! kill -0 "$server" 2>/dev/null || [ $tries -ge 240 ]; then
			refuse "MariaDB does not start on $data:" "$(grep -F ERROR "$run/log" | tail -n 5)"
		fi
		sleep 0.25
		tries=$((tries + 1))
	done
}

stop_own() {
	trap - EXIT
	kill "$server" 2>/dev/null
	wait "$server" 2>/dev/null
	rm -rf "$run"
}

stop_service() {
	was_active=no
	command -v systemctl >/dev/null && systemctl is-active -q -- "$unit" || return 0
	was_active=yes
	systemctl stop -- "$unit" || exit 1
}

# A server that ran before runs again, for the plan has only told it of files that change.
start_service() {
	[ "$was_active" = no ] || systemctl start -- "$unit" || exit 1
}

# --- deciding ---------------------------------------------------------------------------------------------

seed() {
	if [ -f "$mark" ]; then
		read -r marked_id marked_name <"$mark"
		[ "$marked_id" != "$server_id" ] || return 0
		refuse "$data is that of $marked_name (server_id $marked_id), copied to $here (server_id $server_id)." \
			"Two servers with one history lose rows. Move it away, and apply again: it is filled from $peer."
	fi
	if [ ! -d "$data/mysql" ]; then
		[ ! -e "$data/ibdata1" ] || refuse "$data is half a data directory: ibdata1 is there, mysql/ is not." \
			"Look for its missing half; or move all of it away, and apply again: it is filled from $peer."
		mariadb-install-db --user=mysql --datadir="$data" >/dev/null || exit 1
	fi
	ask_peer
	if has_rows; then keep_own; else start_empty; fi
	put_mark
}

start_empty() {
	case $peer_is in
	full)
		stop_service
		copy_peer
		start_service
		;;
	empty) echo "$here and $peer are both empty" ;;
	refusing) echo "$here starts empty: no database runs on $peer yet" ;;
	strange)
		refuse "$here has no rows, and the database on $peer does not let it in: $answer" \
			"If its rows count: hadeploy apply --limit $peer first, which makes the account. If they do not: stop MariaDB there," \
			"and apply again."
		;;
	away)
		refuse "$here has no rows, and $peer cannot be asked: $answer" \
			"$peer may hold the only copy: bring it back, or let it be reached, and apply again." \
			"Where there never was any: echo '$server_id $here' >$mark"
		;;
	esac
}

keep_own() {
	case $peer_is in
	refusing | strange | away) echo "$here keeps its rows; $peer does not answer yet and will be filled from here" ;;
	empty)
		refuse "$here has rows, and the server of $peer runs and has none: it would only get those written from now on." \
			"On $peer stop MariaDB and move its data directory away; then hadeploy apply --limit $here, then hadeploy apply."
		;;
	full) compare ;;
	esac
}

# compare: both have rows. They are one database when neither has transactions of the other's own that the other lacks.
compare() {
	stop_service
	start_own
	state=$(own -e 'SELECT @@gtid_binlog_state')
	asks=$(own -e 'SELECT @@gtid_slave_pos')
	stop_own
	start_service
	if [ -z "$state" ] || [ -z "$peer_state" ]; then
		refuse "$here and $peer both have rows, and at least one of them keeps no binary log: nothing shows that they are the same." \
			"Decide which one counts. On the other stop MariaDB, move its data directory away, and apply again."
	fi
	state=$(known "$state" "$asks" "$server_id")
	peer_state=$(known "$peer_state" "$peer_asks" "$peer_id")
	ahead=$(only_in "$state" "$peer_state" "$server_id")
	behind=$(only_in "$peer_state" "$state" "$peer_id")
	[ -z "$ahead" ] || refuse "$here has transactions that $peer has not: $ahead." \
		"They are in no other place: compare the two, carry them over by hand, and only then start $here anew."
	[ -z "$behind" ] || refuse "$peer has transactions of $here that $here has lost: $behind." \
		"It was restored from an old copy: replication would skip them. Move $data away, and apply again: it is filled from $peer."
	echo "$here and $peer have one history: $here keeps its rows"
}

# only_in ONE OTHER EXCEPT: what one state has beyond the other; in the domain EXCEPT it may be ahead, for it writes there.
only_in() {
	for domain in $(printf '%s\n' "$1" | tr ',' '\n' | sed -n 's/-.*//p' | sort -un); do
		[ "$domain" != "$3" ] || continue
		last=$(sequence "$1" "$domain")
		[ "$last" -le "$(sequence "$2" "$domain")" ] || printf '%s-*-%s ' "$domain" "$last"
	done
}

# --- copying ----------------------------------------------------------------------------------------------

# copy_peer: one consistent snapshot over SQL, as the account of replication. The peer goes on working meanwhile. Positions
# come with it: this node goes on with its own numbers where it was, and with its peer's rows from the snapshot on.
copy_peer() {
	: >"$copying" || exit 1
	start_own
	mariadb --defaults-file="$etc/peer.cnf" --batch --raw --skip-column-names -e "
		SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ($system)" >"$run/schemas" || exit 1
	set --
	while IFS= read -r schema; do
		set -- "$@" "$schema"
	done <"$run/schemas"
	echo "copying $# schemas from $peer"
	pour --databases --add-drop-database --single-transaction --quick --gtid --master-data=1 \
		--routines --triggers --events --hex-blob -- "$@"
	# Applications' accounts: not in the snapshot, for the tables of mysql are not transactional.
	pour --system=users --insert-ignore
	position=$(own -e 'SELECT @@gtid_slave_pos') || exit 1
	# The peer will ask for what comes after this, also for rows of its own, and takes a gap in the log for one of ours.
	own -e "RESET MASTER; SET GLOBAL gtid_binlog_state = '$peer_asks'; FLUSH LOCAL PRIVILEGES" || exit 1
	echo "copied up to $position"
	stop_own
}

# pour OPTION...: a dump of the peer into our own server, with no line in its binary log. Either end may fail.
pour() {
	{
		echo 'SET SESSION sql_log_bin = 0;'
		mariadb-dump --defaults-file="$etc/peer.cnf" "$@" 2>"$run/dump.error" || echo failed >"$run/dump.failed"
	} | own >"$run/load.said" 2>&1
	poured=$?
	if [ -e "$run/dump.failed" ] || [ $poured != 0 ]; then
		refuse "the copy from $peer failed; the next apply begins it anew:" \
			"$(tail -n 3 "$run/dump.error")" "$(sed "s/ near '.*//" "$run/load.said" | tail -n 3)"
	fi
}

case ${1:-} in
is-done) is_done ;;
seed) seed ;;
*)
	echo "usage: seed.sh is-done|seed" >&2
	exit 64
	;;
esac
