#!/bin/sh
# Written by hadeploy: changes made here are lost.
# Replication of this node, by SQL over the local socket.
#   is-set    0 when this node replicates from its peer as the inventory says
#   start     accounts, source and threads as the inventory says
#   applied   0 when nothing would be lost by a restart of the server
set -u
LC_ALL=C
export LC_ALL
etc=$(dirname "$0")
peer=db2
source=192.168.1.21 port=3306 user=replication

# sql: statements on stdin. MariaDB quotes what it cannot read, and that may be a password.
sql() {
	mariadb --batch --skip-column-names 2>&1 | sed "s/ near '.*/ (the rest is not shown)/"
}

query() {
	mariadb --batch --skip-column-names -e "$1" 2>/dev/null
}

answers() {
	[ "$(query 'SELECT 1')" = 1 ]
}

# field NAME: of SHOW SLAVE STATUS as it was read last.
field() {
	printf '%s\n' "$status" | sed -n "s/^ *$1: //p"
}

read_status() {
	status=$(mariadb -e 'SHOW SLAVE STATUS\G' 2>/dev/null)
}

is_set() {
	answers || return 1
	read_status
	[ "$(field Master_Host)" = "$source" ] && [ "$(field Master_Port)" = "$port" ] &&
		[ "$(field Master_User)" = "$user" ] && [ "$(field Using_Gtid)" = Slave_Pos ] &&
		[ "$(field Slave_SQL_Running)" = Yes ] && [ "$(field Slave_IO_Running)" != No ]
}

# applied: a server that starts anew throws away what it has received and not yet applied, and asks its peer for it again.
# While the peer is dead nobody else has these rows.
applied() {
	answers || return 0
	read_status
	[ -n "$(field Master_Host)" ] || return 0
	[ "$(field Slave_IO_Running)" != Yes ] || return 0
	covers "$(query 'SELECT @@gtid_slave_pos')" "$(field Gtid_IO_Pos)"
}

# covers POSITION RECEIVED: "1-1-42,2-2-7" has all of the other, domain by domain.
covers() {
	awk -v have="$1" -v want="$2" 'BEGIN {
		count = split(have, list, ",")
		for (i = 1; i <= count; i++) { split(list[i], gtid, "-"); seen[gtid[1]] = gtid[3] + 0 }
		count = split(want, list, ",")
		for (i = 1; i <= count; i++) {
			split(list[i], gtid, "-")
			if (gtid[3] + 0 > seen[gtid[1]] + 0) exit 1
		}
	}'
}

# run FILE WHAT: a file of statements, its output only where it failed.
run() {
	said=$(sql <"$etc/$1")
	case $said in
	*ERROR*)
		printf '%s: %s\n' "$2" "$said"
		return 1
		;;
	esac
}

start() {
	answers || {
		echo "MariaDB does not answer on its socket"
		return 1
	}
	run accounts.sql "the accounts were not made" || return 1
	if ! applied; then
		echo "this node has rows that $peer has sent and that are not applied yet, and $peer is not reached."
		echo "To stop replication now would lose them. See why it is behind: mariadb -e 'SHOW SLAVE STATUS\\G'"
		return 1
	fi
	query 'STOP SLAVE'
	run replication.sql "the source was not set" || return 1
	query 'START SLAVE'
	await_threads
}

# await_threads: up to 10 s. A peer that cannot be reached is no error: it may come later, and then it goes on by itself.
await_threads() {
	tries=0
	while [ $tries -lt 20 ]; do
		read_status
		[ "$(field Slave_SQL_Running)" = Yes ] && [ "$(field Slave_IO_Running)" = Yes ] && return 0
		if [ "$(field Slave_SQL_Running)" = No ] || [ "$(field Slave_IO_Running)" = No ]; then
			stopped
			return 1
		fi
		case $(field Last_IO_Errno) in 2002 | 2003 | 1045 | 1130)
			echo "not connected to $peer yet: $(field Last_IO_Error)"
			return 0
			;;
		esac
		sleep 0.5
		tries=$((tries + 1))
	done
	echo "not connected to $peer yet"
}

stopped() {
	echo "replication from $peer has stopped:"
	field Last_IO_Error
	field Last_SQL_Error
	if [ "$(field Last_IO_Errno)" = 1236 ]; then
		echo "$peer no longer has the rows that this node is missing. If this node may start anew from $peer: stop"
		echo "MariaDB here, move its data directory away, and apply again. Rows that only this node has are lost then."
	else
		echo "Both nodes have changed the same row, or one has been changed by hand: compare the row on both, then mend it"
		echo "on this node. Skipping the transaction keeps them different."
	fi
}

case ${1:-} in
is-set) is_set ;;
start) start ;;
applied) applied ;;
*)
	echo "usage: replicate.sh is-set|start|applied" >&2
	exit 64
	;;
esac
