import * as z from 'zod';
import { ipAddress, name, port, secret } from '../core/schema.ts';

/** The `mysql:` section of an inventory: two MariaDB servers, each the replica of the other. */

const accountName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/,
    'must be the name of an account: letters, digits, `_`, `.`, `-`, 32 at most, a letter first',
  );

const path = z
  .string()
  .regex(
    /^(\/[A-Za-z0-9_@%+,=-][A-Za-z0-9_.@%+,=-]*)+$/,
    'must be an absolute path, without blanks',
  );

/** master.info is a file of lines, and CHANGE MASTER takes no more than 32 characters for sure. */
function passwordComplaint(value: string): string | null {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return 'holds a control character or a line break';
  const length = Array.from(value).length;
  if (length > 32) return `has ${length} characters: replication takes 32 at most`;
  return length < 8 ? 'is shorter than 8 characters' : null;
}

const node = z.strictObject({
  server_id: z
    .int()
    .min(1)
    .max(4_294_967_295)
    .describe('Its number for ever: rows carry it, and it is its GTID domain. Never swap the two.'),
  address: ipAddress
    .optional()
    .describe('Where the other node reaches it; default the address of the host.'),
});

const optionName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,63}$/, 'must be the name of an option, with `_` between its words');
const optionValue = z.union([
  z.number(),
  z.boolean(),
  z
    .string()
    .max(500)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u, 'must be one line without control characters'),
]);

export const mysqlSection = z
  .strictObject({
    nodes: z
      .record(name('a host'), node)
      .describe('The two hosts that run MariaDB, each with a `server_id` of its own.'),
    writers: z
      .enum(['one', 'both'])
      .default('one')
      .describe(
        'Who gets the writes: one node at a time (the balancer chooses), or both at once, which only an application that never changes the same row on both may ask for.',
      ),
    writer: name('a host')
      .optional()
      .describe('The node that writes while all is well; default that with the lower server_id.'),
    takeover: z
      .enum(['automatic', 'manual'])
      .default('automatic')
      .describe(
        'automatic: the balancer sends writes to the other node when the writer is down. manual: the other node is read-only until a person says otherwise.',
      ),
    port: port().default(3306),
    bind: z
      .union([ipAddress, z.literal('*')], { error: 'must be an IP address or *' })
      .default('*')
      .describe('Address to listen on; behind LVS it must be *, for the VIP is on lo.'),
    unit: z
      .string()
      .regex(/^[A-Za-z0-9_.@-]+$/, 'must be a systemd unit name')
      .default('mariadb'),
    config_dir: path
      .default('/etc/mysql/mariadb.conf.d')
      .describe(
        'Directory that MariaDB reads option files from; on the RHEL family /etc/my.cnf.d.',
      ),
    data_dir: path.default('/var/lib/mysql'),
    replication: z
      .strictObject({
        user: accountName.default('replication'),
        password: secret(passwordComplaint).describe('`!secret NAME`, 8 to 32 characters.'),
      })
      .describe(
        'The account with which each node reads from the other, and a lost node is filled.',
      ),
    check: z
      .strictObject({
        user: accountName.default('haproxy_check'),
        from: z.array(ipAddress).min(1).describe('Addresses of the balancers.'),
      })
      .optional()
      .describe('An account without password and rights, for `option mysql-check user`.'),
    semi_sync: z
      .strictObject({
        timeout: z
          .string()
          .regex(/^[1-9][0-9]{0,6}(ms|s|m|h)$/, 'must be a duration like 3s')
          .default('3s')
          .describe(
            'How long a commit waits for the other node, until both go on alone: rows of that time are on one node only.',
          ),
      })
      .prefault({}),
    binlog: z
      .strictObject({
        name: z
          .string()
          .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must hold letters, digits, `_`, `-` only')
          .default('binlog'),
        days: z
          .int()
          .min(1)
          .max(365)
          .default(7)
          .describe('Days for which a node may be away and still catch up by itself.'),
      })
      .prefault({}),
    max_lag: z
      .int()
      .min(1)
      .max(86_400)
      .default(10)
      .describe('Seconds that a node may be behind before `verify` fails.'),
    options: z
      .record(optionName, optionValue)
      .default({})
      .describe('Further options of the server, like innodb_buffer_pool_size.'),
  })
  .describe('MariaDB on two nodes: primary-primary, semi-synchronous.');

export type MysqlSection = z.output<typeof mysqlSection>;

export function mysqlOf(context: Record<string, unknown>): MysqlSection | null {
  return (context['mysql'] as MysqlSection | undefined) ?? null;
}

/** Names of the nodes, the one with the lower server_id first: it makes the odd numbers. */
export function rankedNodes({ nodes }: Pick<MysqlSection, 'nodes'>): string[] {
  return Object.entries(nodes)
    .sort(([, one], [, other]) => one.server_id - other.server_id)
    .map(([name]) => name);
}

/** The node that writes while all is well. */
export function writerOf(section: MysqlSection): string {
  return section.writer ?? rankedNodes(section)[0] ?? '';
}

/** Whether a node refuses writes until a person says otherwise. */
export function isReadOnly(section: MysqlSection, host: string): boolean {
  return section.writers === 'one' && section.takeover === 'manual' && writerOf(section) !== host;
}
