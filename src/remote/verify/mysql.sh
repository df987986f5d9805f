# shellcheck shell=sh
# mysql.sh DATA_DIR: what the database server says of itself, asked as root over its local socket. Lines of
#   variable NAME VALUE, status NAME VALUE, replica FIELD: VALUE, mark SERVER_ID HOST
# Exit code: 2 no client to ask with, 3 it does not answer.

client=$(command -v mariadb || command -v mysql) || exit 2
{ "$client" --connect-timeout=5 -e 'SELECT 1' >/dev/null; } 2>&1 || exit 3

ask() {
	"$client" --connect-timeout=5 --batch --skip-column-names -e "$1" 2>/dev/null
}

ask "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', 'server_id', 'server_uuid', 'read_only', 'super_read_only',
	'gtid_domain_id', 'gtid_binlog_state', 'gtid_slave_pos', 'gtid_strict_mode', 'log_bin', 'log_slave_updates',
	'log_replica_updates', 'auto_increment_increment', 'auto_increment_offset', 'sync_binlog', 'sync_relay_log',
	'innodb_flush_log_at_trx_commit') OR Variable_name LIKE 'rpl_semi_sync%'" | sed 's/^/variable /'
ask "SHOW GLOBAL STATUS LIKE 'rpl_semi_sync%'" | sed 's/^/status /'

# MySQL 8.4 knows the new words only, MariaDB before 10.5 the old ones only.
{ "$client" -e 'SHOW REPLICA STATUS\G' 2>/dev/null || "$client" -e 'SHOW SLAVE STATUS\G' 2>/dev/null; } | sed -n 's/^ */replica /p'

[ ! -f "$1/hadeploy-node" ] || sed 's/^/mark /' "$1/hadeploy-node"
