import { keyHint, textOf, type Given, type SettingsDraft } from './settings-draft.ts';
import { shown } from './shown.ts';
import { jumpOfProxyCommand, readSshArgs } from './ssh-args.ts';

const variables = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'];
/** hadeploy keeps its own connections, and gives no agent away. */
const needless = /^(?:control(?:master|path|persist)|forwardagent|compression)$/;

/** Options for ssh(1) that hadeploy has a setting for; the others are told. The first that says a thing holds, as in ssh. */
export function takeSshOptions(draft: SettingsDraft, keyPath: (path: string) => string): void {
  for (const name of variables) {
    const given = draft.first(name);
    if (!given) continue;
    const args = readSshArgs(textOf(given));
    if (args === null) {
      draft.leave(given, 'a quote that is not closed');
      continue;
    }
    for (const option of args.options) take(draft, given, option, keyPath);
    const rest = args.rest.filter((word) => word !== '-C' && word !== '-A');
    if (rest.length > 0)
      draft.leave(given, `\`${shown(rest.join(' '))}\` belongs into ~/.ssh/config`);
  }
}

function take(
  draft: SettingsDraft,
  given: Given,
  [option, value]: [string, string],
  keyPath: (path: string) => string,
): void {
  switch (option) {
    case 'proxyjump':
      if (value.toLowerCase() !== 'none') draft.set('proxy_jump', given, value);
      return;
    case 'proxycommand': {
      const jump = jumpOfProxyCommand(value);
      if (jump !== null) draft.set('proxy_jump', given, jump);
      else draft.leave(given, 'ProxyCommand is more than a jump host: put it into ~/.ssh/config');
      return;
    }
    case 'stricthostkeychecking':
      if (value === 'accept-new') draft.set('host_keys', given, value);
      else if (/^(?:no|off)$/i.test(value)) draft.leave(given, keyHint);
      return;
    case 'userknownhostsfile':
      if (value === '/dev/null') draft.leave(given, keyHint);
      else draft.set('known_hosts', given, keyPath(value));
      return;
    case 'identityfile':
      draft.set('identity', given, keyPath(value));
      return;
    case 'connecttimeout':
      draft.set('connect_timeout', given, Number(value));
      return;
    case 'port':
      draft.set('port', given, Number(value));
      return;
    case 'user':
      draft.set('user', given, value);
      return;
    default:
      if (!needless.test(option))
        draft.leave(given, `\`${shown(option)}\` belongs into ~/.ssh/config`);
  }
}
