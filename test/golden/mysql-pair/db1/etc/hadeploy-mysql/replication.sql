-- Written by hadeploy. Where this node gets the other's rows from. It goes on where gtid_slave_pos says.
SET SESSION sql_mode = '';
CHANGE MASTER TO
  MASTER_HOST = '192.168.1.21',
  MASTER_PORT = 3306,
  MASTER_USER = 'replication',
  MASTER_PASSWORD = 'a''b"c\\d#e; $(id)',
  MASTER_CONNECT_RETRY = 2,
  MASTER_HEARTBEAT_PERIOD = 2,
  MASTER_USE_GTID = slave_pos;
