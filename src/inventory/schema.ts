import { isIP } from 'node:net';
import * as z from 'zod';
import { freeText, name, oneOrMore, port, secret } from '../core/schema.ts';
import { haproxySection } from '../haproxy/section.ts';
import { lvsSection } from '../keepalived/lvs/section.ts';
import { vrrpSection } from '../keepalived/section.ts';
import { priority } from '../keepalived/section/instance.ts';
import { mysqlSection } from '../mysql/section.ts';
import { firewallSection } from '../nftables/section.ts';
import { nginxSection } from '../nginx/section.ts';
import { secretSources } from './secret-sources.ts';

export const hostAddress = z
  .string()
  .refine(
    (text) =>
      isIP(text) !== 0 ||
      (/^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/.test(text) && !/^[0-9.]+$/.test(text)),
    { error: 'must be an IPv4 or IPv6 address or a host name' },
  );

const sshUser = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.@\\+-]{0,63}$/, 'must be a user name');

const jump = z
  .string()
  .regex(
    /^[A-Za-z0-9_[][A-Za-z0-9_.@:,[\]-]*$/,
    'must be USER@HOST:PORT, or several of them with commas between',
  );

export const connectionSchema = z
  .strictObject({
    user: sshUser.optional().describe('User to log in as; default: ssh_config(5), else yours.'),
    port: port().optional().describe('Port of sshd; default: ssh_config(5), else 22.'),
    identity: oneOrMore(z.string().min(1), 'a path')
      .optional()
      .describe('Private key files; relative to this file, ~ is your home directory.'),
    known_hosts: oneOrMore(z.string().min(1), 'a path')
      .optional()
      .describe('known_hosts files; default: ssh_config(5), else ~/.ssh/known_hosts.'),
    host_keys: z
      .enum(['strict', 'accept-new'])
      .optional()
      .describe(
        'strict (default) refuses unknown host keys; accept-new records them. A changed key is refused always.',
      ),
    proxy_jump: jump.optional().describe('Jump host, USER@HOST:PORT.'),
    become: z
      .enum(['sudo', 'none'])
      .optional()
      .describe('How to be root on the node: sudo (default), or none where the user is root.'),
    sudo_password: secret().optional().describe('`!secret NAME`; travels on stdin only.'),
    transport: z
      .enum(['ssh2', 'openssh'])
      .optional()
      .describe(
        'ssh2 (default, in-process) or openssh (the ssh program, for certificates, FIDO keys, Kerberos).',
      ),
    connect_timeout: z
      .int()
      .min(1)
      .max(300)
      .optional()
      .describe('Seconds to wait for a connection; default 10.'),
  })
  .describe('How to reach the hosts. Precedence: cluster < group < host < command line.');

export type Connection = z.output<typeof connectionSchema>;

const varName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,62}$/,
    'the name of a variable must hold only letters, digits and `_`',
  );
const vars = z
  .record(varName, z.unknown())
  .describe('Values for templates, as `vars.NAME`. Precedence: cluster < group < host.');

const host = z.strictObject({
  address: hostAddress.describe('Address or name to connect to.'),
  priority: priority.default(100).describe('VRRP priority, 1 to 254: the highest holds the VIPs.'),
  connection: connectionSchema.optional(),
  vars: vars.optional(),
});

const group = z.strictObject({
  hosts: z.array(z.string()).min(1).describe('Names of hosts of this cluster.'),
  vars: vars.optional(),
  connection: connectionSchema.optional(),
});

export const inventorySchema = z
  .strictObject({
    cluster: name('a cluster').describe(
      'Name of the cluster: the name of this file without .yaml.',
    ),
    about: freeText.optional().describe('One line for people.'),
    extends: z
      .string()
      .optional()
      .describe('Path of an inventory that this one changes; merged key by key.'),
    default: z
      .boolean()
      .default(false)
      .describe('Taken when no cluster is named on the command line.'),
    playbook: name('a playbook').describe(
      'Playbook, found in playbooks/ or among the built-in ones.',
    ),
    connection: connectionSchema.optional(),
    vars: vars.optional(),
    hosts: z
      .record(name('a host'), host)
      .refine((all) => Object.keys(all).length > 0, { error: 'must not be empty' })
      .describe('The hosts of the cluster by name.'),
    groups: z.record(name('a group'), group).default({}).describe('Groups of hosts.'),
    secrets: secretSources.default({}),
    vrrp: vrrpSection.optional(),
    lvs: lvsSection.optional(),
    haproxy: haproxySection.optional(),
    nginx: nginxSection.optional(),
    firewall: firewallSection.optional(),
    mysql: mysqlSection.optional(),
  })
  .describe('One cluster of hadeploy.');

export type Inventory = z.output<typeof inventorySchema>;
