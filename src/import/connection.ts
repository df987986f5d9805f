import { hostAddress } from '../inventory/schema.ts';
import {
  keyHint,
  SettingsDraft,
  textOf,
  type ConnectionSettings,
  type Given,
} from './settings-draft.ts';
import type { Variables } from './source.ts';
import { takeSshOptions } from './ssh-options.ts';

export interface HostConnection {
  /** Null: nothing that can be connected to. */
  address: string | null;
  settings: ConnectionSettings;
  left: string[];
}

/** The connection of one host, from all its variables joined. `keyPath` makes a path one of the written file. */
export function connectionFrom(
  name: string,
  vars: Variables,
  keyPath: (path: string) => string,
): HostConnection {
  const draft = new SettingsDraft(vars);
  const address = addressOf(draft, name);
  takeLogin(draft, keyPath);
  takeSshOptions(draft, keyPath);
  takeBecome(draft);
  tellOthers(draft);
  return { address, settings: draft.settings, left: draft.left };
}

const yes = /^(?:true|yes|on|1|y|t)$/i;
const no = /^(?:false|no|off|0|n|f)$/i;
const ssh = /^(?:ansible\.\w+\.)?(?:ssh|smart|paramiko(?:_ssh)?)$/;
const sudo = /^(?:ansible\.builtin\.)?sudo$/;
const password = /^ansible_.*(?:pass|password|passphrase)$/;
/** Of use to Ansible alone: Python on the node, its way of copying, its cache of connections. */
const needless =
  /^ansible_(?:python_\w+|\w+_interpreter|shell_\w+|group_priority|remote_tmp|(?:ssh_)?pipelining|scp_\w+|sftp_\w+|ssh_(?:transfer_method|retries|executable)|control_path\w*)$/;

function addressOf(draft: SettingsDraft, name: string): string | null {
  const given = draft.first('ansible_host', 'ansible_ssh_host');
  if (given) {
    const text = textOf(given).replace(/^\[(.*)\]$/, '$1');
    if (hostAddress.safeParse(text).success) return text;
    draft.leave(given, 'no address or host name');
  }
  return hostAddress.safeParse(name).success ? name : null;
}

function takeLogin(draft: SettingsDraft, keyPath: (path: string) => string): void {
  const user = draft.first('ansible_user', 'ansible_ssh_user');
  if (user) draft.set('user', user, textOf(user));
  const port = draft.first('ansible_port', 'ansible_ssh_port');
  if (port) draft.set('port', port, Number(textOf(port)));
  const key = draft.first('ansible_ssh_private_key_file', 'ansible_private_key_file');
  if (key) draft.set('identity', key, keyPath(textOf(key)));
  const seconds = draft.first('ansible_timeout', 'ansible_ssh_timeout');
  if (seconds) draft.set('connect_timeout', seconds, Number(textOf(seconds)));
}

function takeBecome(draft: SettingsDraft): void {
  const become = draft.first('ansible_become', 'ansible_sudo');
  const root = draft.settings.user === 'root';
  if (become) {
    if (yes.test(textOf(become))) draft.set('become', become, root ? 'none' : 'sudo');
    else if (!no.test(textOf(become))) draft.leave(become, 'neither yes nor no');
    else if (!root) draft.leave(become, 'hadeploy must be root on the node: it uses sudo');
  }
  if (root) draft.settings.become = 'none';
  const method = draft.first('ansible_become_method');
  if (method && !sudo.test(textOf(method))) {
    draft.leave(method, 'hadeploy becomes root with sudo, or is root');
  }
  const who = draft.first('ansible_become_user', 'ansible_sudo_user');
  if (who && textOf(who) !== 'root') draft.leave(who, 'hadeploy becomes root');
}

/** What else is meant for Ansible: passwords above all, which are never taken over. */
function tellOthers(draft: SettingsDraft): void {
  for (const given of draft.unread()) {
    if (needless.test(given.name)) continue;
    const why = whyNotTaken(given);
    if (why !== null) draft.leave(given, why);
  }
}

function whyNotTaken(given: Given): string | null {
  const { name } = given;
  if (password.test(name)) {
    return /become|sudo/.test(name)
      ? 'passwords are never taken over: `sudo_password: !secret NAME` under `connection`'
      : 'passwords are never taken over, and hadeploy logs in with a key or an agent';
  }
  if (name === 'ansible_connection') {
    return ssh.test(textOf(given)) ? null : 'hadeploy connects over SSH';
  }
  if (name.endsWith('host_key_checking')) return no.test(textOf(given)) ? keyHint : null;
  return 'means something to Ansible only';
}
