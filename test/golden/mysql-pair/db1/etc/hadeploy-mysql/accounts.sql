-- Written by hadeploy. The accounts of replication, the same on both nodes; each node makes its own.
-- Without a line in the binary log: what only one node has logged, the other would do again.
SET SESSION sql_log_bin = 0, sql_mode = '';

CREATE USER IF NOT EXISTS 'replication'@'192.168.1.20';
ALTER USER 'replication'@'192.168.1.20'
  IDENTIFIED VIA mysql_native_password USING '*030F0D6FDF0F0BF5999BFB5689B2932007CCC165';
-- The second line is for filling a lost node: replication alone lets it read every row as well.
GRANT REPLICATION SLAVE, BINLOG MONITOR,
  SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, RELOAD
  ON *.* TO 'replication'@'192.168.1.20';

CREATE USER IF NOT EXISTS 'replication'@'192.168.1.21';
ALTER USER 'replication'@'192.168.1.21'
  IDENTIFIED VIA mysql_native_password USING '*030F0D6FDF0F0BF5999BFB5689B2932007CCC165';
-- The second line is for filling a lost node: replication alone lets it read every row as well.
GRANT REPLICATION SLAVE, BINLOG MONITOR,
  SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, RELOAD
  ON *.* TO 'replication'@'192.168.1.21';
