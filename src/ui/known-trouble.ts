import { shellQuote } from '../core/quote.ts';

/**
 * A thing that goes wrong on servers every week, recognised by the words of the tool that met it. What is
 * taken over from those words into a command must be a plain name: somebody will paste it into a shell.
 */
interface Trouble {
  says: RegExp;
  advice: (match: RegExpExecArray, host: string) => string;
}

const troubles: Trouble[] = [
  {
    says: /(?:([\w@.:-]+\.service)[^\n]*)?(?:start request repeated too quickly|start-limit-hit|attempted too often)/i,
    advice: (match, host) =>
      `systemd gave up after too many starts. Mend the cause, then:${on(host, `sudo systemctl reset-failed ${match[1] ?? ''}`)}`,
  },
  {
    says: /could not get lock (\/[\w./-]*\w)(?:[^\n]*?held by process (\d+)(?: \(([\w.-]+)\))?)?|dpkg frontend lock|is another process using it/i,
    advice: (match, host) =>
      match[2] === undefined
        ? `Another package run holds the lock; run this again when it is done, and do not delete the lock. See who:${on(host, `sudo fuser -v ${match[1] ?? '/var/lib/dpkg/lock-frontend'}`)}`
        : `${match[3] ?? 'Another package run'} (process ${match[2]}) holds the package lock. Run this again when it is done; do not delete the lock.`,
  },
  {
    says: /dpkg was interrupted/i,
    advice: (_, host) =>
      `Finish the interrupted package run:${on(host, 'sudo dpkg --configure -a')}`,
  },
  {
    says: /no space left on device|you don't have enough free space/i,
    advice: (_, host) =>
      `The disk is full, or its inode table. See where:${on(host, 'df -h; df -i')}`,
  },
  {
    says: /read-only file ?system/i,
    advice: (_, host) =>
      `The file system is read-only: mounted so, or after a disk error. See:${on(host, 'findmnt -no TARGET,OPTIONS /; sudo dmesg | tail')}`,
  },
  {
    says: /unable to locate package ([\w.+:-]+)|package '?([\w.+:-]+)'? has no installation candidate|no match for argument: ([\w.+:-]+)/i,
    advice: (match, host) => {
      const name = match[1] ?? match[2] ?? match[3] ?? '';
      return `The node's package lists know no ${name}. Check the name and the repositories, and refresh the lists:${on(host, 'sudo apt-get update')}`;
    },
  },
  {
    says: /temporary failure resolving '?([\w.-]+)|could not resolve(?: host)?:? '?([\w.-]+)/i,
    advice: (match, host) =>
      `${host} cannot resolve ${match[1] ?? match[2] ?? 'names'}: look at its DNS (/etc/resolv.conf) and its way out.`,
  },
  {
    says: /hash sum mismatch|404\s+not found/i,
    advice: (_, host) =>
      `The package lists are stale or the mirror is half-synced:${on(host, 'sudo apt-get update')}`,
  },
  {
    says: /NO_PUBKEY|the following signatures|is not signed|gpg check failed/i,
    advice: () => 'The repository is not signed by a key the node trusts. Install its key first.',
  },
  {
    says: /cannot bind socket[^\n]*?(?:address already in use)|address already in use/i,
    advice: (_, host) =>
      `Something else listens on that port already. See what:${on(host, 'sudo ss -ltnp')}`,
  },
  {
    says: /cannot bind socket[^\n]*?permission denied|bind\(\) to [^\n]*?permission denied/i,
    advice: (_, host) =>
      `As root, as a rule only SELinux refuses a port (getenforce says whether it does): it is none of those that the policy has for this daemon. For haproxy include the role haproxy-selinux, or:${on(host, 'getenforce; sudo setsebool -P haproxy_connect_any on')}`,
  },
  {
    says: /cannot assign requested address/i,
    advice: () =>
      'The address is not on the node now. A standby must be allowed to bind the VIP: net.ipv4.ip_nonlocal_bind = 1 (sysctl step before haproxy).',
  },
  {
    says: /unit ([\w@.:-]+) is masked|([\w@.:-]+\.service) is masked/i,
    advice: (match, host) =>
      `Somebody masked the unit on purpose. If that is over:${on(host, `sudo systemctl unmask ${match[1] ?? match[2] ?? ''}`)}`,
  },
  {
    says: /unit ([\w@.:-]+) (?:not found|could not be found)|failed to \w+ ([\w@.:-]+): unit not found/i,
    advice: (match) =>
      `There is no unit ${(match[1] ?? match[2] ?? '').replace(/\.$/, '')} on the node: is its package in the playbook, before this step?`,
  },
  {
    says: /packages need to be removed but remove is disabled/i,
    advice: (_, host) =>
      `Another package stands in the way of the new one, and hadeploy never removes what is there: it may be what serves. See which, and remove it yourself if it may go:${on(host, 'apt-get -s install PACKAGE')}`,
  },
  {
    says: /cannot allocate memory|out of memory/i,
    advice: (_, host) =>
      `The node is out of memory. See:${on(host, 'free -m; sudo dmesg | grep -i oom')}`,
  },
  {
    says: /\[ALERT\][^\n]*unknown keyword|unknown keyword/i,
    advice: () =>
      'The daemon does not know that word: a typing error, or the node runs an older version than the config was written for.',
  },
  {
    says: /permission denied|operation not permitted/i,
    advice: (_, host) =>
      `Root was refused: SELinux, AppArmor, an immutable file or a container's limits. See:${on(host, 'sudo dmesg | grep -iE "denied|audit" | tail')}`,
  },
];

/** What to do about what a tool said; empty when none of it is familiar. */
export function adviceFor(output: string, host: string): string[] {
  return troubles.flatMap((trouble) => {
    const match = trouble.says.exec(output);
    return match === null ? [] : [trouble.advice(match, host)];
  });
}

/** A command to run on a host: on a line of its own, so that it can be copied. */
export function on(host: string, command: string): string {
  const text = command.trim();
  return `\nssh ${shellQuote(host)} ${/[;|&]/.test(text) ? `'${text}'` : text}`;
}
