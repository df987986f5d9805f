import { isReadOnly, type MysqlSection } from './section.ts';

export interface Option {
  name: string;
  value: string | number | boolean;
}

/** Without them a commit that a client was told of can be lost: by a crash of this node, or with it. */
const durability: Option[] = [
  { name: 'sync_binlog', value: 1 },
  { name: 'innodb_flush_log_at_trx_commit', value: 1 },
  // The other node has been told that these rows are safe here.
  { name: 'sync_relay_log', value: 1 },
];

/** Each node is the primary of the rows that it wrote itself, and hands on those that it has got. */
function identity(section: MysqlSection, node: { server_id: number; offset: number }): Option[] {
  return [
    { name: 'server_id', value: node.server_id },
    // A stream of numbers for each node: nothing that one of them does alone can clash with the other's.
    { name: 'gtid_domain_id', value: node.server_id },
    { name: 'gtid_strict_mode', value: 'ON' },
    { name: 'auto_increment_increment', value: 2 },
    { name: 'auto_increment_offset', value: node.offset },
    { name: 'log_bin', value: section.binlog.name },
    { name: 'binlog_format', value: 'ROW' },
    { name: 'expire_logs_days', value: section.binlog.days },
    { name: 'log_slave_updates', value: 'ON' },
    { name: 'relay_log', value: 'relay' },
    { name: 'slave_net_timeout', value: 10 },
  ];
}

/** Both sides of it on both nodes: each may be the one that writes. */
function semiSync(section: MysqlSection): Option[] {
  return [
    { name: 'rpl_semi_sync_master_enabled', value: 'ON' },
    { name: 'rpl_semi_sync_slave_enabled', value: 'ON' },
    // The other node has the rows before anybody can see them here.
    { name: 'rpl_semi_sync_master_wait_point', value: 'AFTER_SYNC' },
    { name: 'rpl_semi_sync_master_timeout', value: milliseconds(section.semi_sync.timeout) },
  ];
}

/** What stands in the option file of a node, in groups with a blank line between. */
export function optionGroups(
  section: MysqlSection,
  host: string,
  node: { server_id: number; offset: number },
): { about: string; options: Option[] }[] {
  return [
    {
      about: 'who may connect: names are not looked up, a dead name server stops no login',
      options: [
        { name: 'bind_address', value: section.bind },
        { name: 'port', value: section.port },
        { name: 'skip_name_resolve', value: 'ON' },
      ],
    },
    { about: 'who this node is, and what it tells the other', options: identity(section, node) },
    { about: 'a commit waits until the other node has it', options: semiSync(section) },
    { about: 'a commit is on the disk', options: durability },
    {
      about: 'one writer at a time: the balancer, or a person, chooses',
      options: [{ name: 'read_only', value: isReadOnly(section, host) ? 'ON' : 'OFF' }],
    },
    {
      about: 'of the inventory',
      options: Object.entries(section.options).map(([name, value]) => ({ name, value })),
    },
  ].filter(({ options }) => options.length > 0);
}

/** Names that an inventory cannot set, with the other names that the server has for them. */
export const ownOptions: ReadonlySet<string> = new Set([
  ...durability.map(({ name }) => name),
  'bind_address',
  'port',
  'skip_name_resolve',
  'server_id',
  'gtid_domain_id',
  'gtid_strict_mode',
  'auto_increment_increment',
  'auto_increment_offset',
  'log_bin',
  'binlog_format',
  'binlog_do_db',
  'binlog_ignore_db',
  'expire_logs_days',
  'binlog_expire_logs_seconds',
  'log_slave_updates',
  'log_replica_updates',
  'relay_log',
  'slave_net_timeout',
  'skip_slave_start',
  'replicate_same_server_id',
  'init_rpl_role',
  'rpl_semi_sync_master_enabled',
  'rpl_semi_sync_slave_enabled',
  'rpl_semi_sync_master_wait_point',
  'rpl_semi_sync_master_timeout',
  'read_only',
  'datadir',
]);

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The schema has let nothing else through. */
export function milliseconds(duration: string): number {
  const [, amount = '0', unit = 's'] = /^(\d+)(ms|s|m|h)$/.exec(duration) ?? [];
  return Number(amount) * (units[unit] ?? 0);
}
