import { knownOf, type Position } from './gtid.ts';

/** What a database server says of itself, read from the answer of src/remote/verify/mysql.sh. */
export interface RunningMysql {
  version: string;
  serverId: number;
  readOnly: boolean;
  /** Of the server, by their names in small letters; of the words for replication the old ones. */
  variables: ReadonlyMap<string, string>;
  semiSync: {
    /** Whether a commit here waits for the other node at this moment. */
    asPrimary: boolean;
    /** Whether this node acknowledges at this moment. */
    asReplica: boolean;
    clients: number;
    waitPoint: string;
  };
  /** Up to where it has the transactions of each domain. */
  has: Position;
  /** null: it replicates from nobody. */
  replica: Replica | null;
}

export interface Replica {
  host: string;
  port: number;
  user: string;
  usesGtid: boolean;
  /** Yes, No, Connecting, Preparing. */
  io: string;
  sql: string;
  /** null: it is not known how far it is behind. */
  lagSeconds: number | null;
  errors: string[];
}

/** null: it did not answer. */
export function readRunningMysql(text: string): RunningMysql | null {
  const variables = pairs(text, 'variable');
  const status = pairs(text, 'status');
  if (variables.size === 0) return null;
  const isOn = (value: string | undefined): boolean => value === 'ON' || value === '1';
  return {
    version: variables.get('version') ?? '',
    serverId: Number(variables.get('server_id')),
    readOnly: isOn(variables.get('read_only')),
    variables,
    semiSync: {
      asPrimary: isOn(status.get('rpl_semi_sync_master_status')),
      asReplica: isOn(status.get('rpl_semi_sync_slave_status')),
      clients: Number(status.get('rpl_semi_sync_master_clients') ?? 0),
      waitPoint: variables.get('rpl_semi_sync_master_wait_point') ?? '',
    },
    has: knownOf({
      logged: variables.get('gtid_binlog_state') ?? '',
      applied: variables.get('gtid_slave_pos') ?? '',
      own: Number(variables.get('gtid_domain_id')),
    }),
    replica: replicaOf(text),
  };
}

/** `KIND NAME<TAB>VALUE`; a name of before MySQL 8.0.26 stands for its new one too. */
function pairs(text: string, kind: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value = ''] = new RegExp(`^${kind} (\\w+)\\t(.*)$`).exec(line) ?? [];
    if (name !== undefined) found.set(oldWord(name.toLowerCase()), value);
  }
  return found;
}

function oldWord(name: string): string {
  return name.replaceAll('replica', 'slave').replaceAll('_source_', '_master_');
}

function replicaOf(text: string): Replica | null {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^replica (\w+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields.set(oldField(name), value);
  }
  const field = (name: string): string => fields.get(name) ?? '';
  if (field('Master_Host') === '') return null;
  const lag = field('Seconds_Behind_Master');
  return {
    host: field('Master_Host'),
    port: Number(field('Master_Port')),
    user: field('Master_User'),
    usesGtid: !['', 'No', '0'].includes(field('Using_Gtid') || field('Auto_Position')),
    io: field('Slave_IO_Running'),
    sql: field('Slave_SQL_Running'),
    lagSeconds: /^\d+$/.test(lag) ? Number(lag) : null,
    errors: [field('Last_IO_Error'), field('Last_SQL_Error')].filter((said) => said !== ''),
  };
}

function oldField(name: string): string {
  return name.replace('Replica_', 'Slave_').replace('Source', 'Master');
}
