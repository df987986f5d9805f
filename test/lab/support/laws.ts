/**
 * What the step laws are tried on: one situation of one step kind each. All of them are prepared, applied,
 * looked at and undone together, in one playbook, so none may touch what another one names.
 */
export interface Situation {
  kind: string;
  /** What is special about it. */
  when: string;
  /** sh on the node, before anything. */
  before?: string;
  /** Steps of a playbook. */
  steps: string;
  /** Names of the snapshot that may change besides those which the plan names: effects of a command. */
  touches?: RegExp;
  /** Told apart by this word in titles, paths and units. */
  word: string;
  /** No change is planned. */
  nothing?: true;
}

const unit = (name: string, more = ''): string => `
  printf '[Service]\\nExecStart=/bin/sleep infinity\\n${more}[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/${name}.service`;
const reloadable = 'ExecReload=/bin/kill -CONT $MAINPID\\n';

/** setxattr(2): the nodes have no tool for it but perl. */
const mark = (path: string): string =>
  `perl -e 'my ($p, $n, $v) = ("${path}", "user.law", "kept"); my $c = \`uname -m\` =~ /x86_64/ ? 188 : 5; syscall($c, $p, $n, $v, 4, 0) == 0 or die "setxattr: $!"'`;

export const situations: Situation[] = [
  {
    kind: 'sysctl',
    when: 'neither live nor persistent',
    steps: '- sysctl: { net.ipv4.ip_nonlocal_bind: 1 }',
    word: 'ip_nonlocal_bind',
  },
  {
    kind: 'sysctl',
    when: 'live as wanted, not persistent',
    before: 'echo 1 >/proc/sys/net/ipv4/tcp_sack',
    steps: '- sysctl: { net.ipv4.tcp_sack: 1 }',
    word: 'tcp_sack',
  },
  {
    kind: 'sysctl',
    when: 'persistent with another value, and otherwise live',
    before:
      'echo "net.ipv4.tcp_fin_timeout = 10" >/etc/sysctl.d/60-hadeploy-net.ipv4.tcp_fin_timeout.conf; chmod 600 /etc/sysctl.d/60-hadeploy-net.ipv4.tcp_fin_timeout.conf; echo 59 >/proc/sys/net/ipv4/tcp_fin_timeout',
    steps: '- sysctl: { net.ipv4.tcp_fin_timeout: 20 }',
    word: 'tcp_fin_timeout',
  },
  {
    kind: 'sysctl',
    when: 'a list, which the kernel separates by tabs',
    before: 'echo 4096 131072 6291456 >/proc/sys/net/ipv4/tcp_rmem',
    steps: '- sysctl: { net.ipv4.tcp_rmem: 4096 87380 6291456 }',
    word: 'tcp_rmem',
  },
  {
    kind: 'directory',
    when: 'absent',
    steps: '- directory: { path: /etc/law-new-dir, mode: "0750", owner: daemon, group: adm }',
    word: 'law-new-dir',
  },
  {
    kind: 'directory',
    when: 'absent, in an absent one',
    steps:
      '- directory: { path: /etc/law-deep }\n- directory: { path: /etc/law-deep/er, mode: "0700" }',
    word: 'law-deep',
  },
  {
    kind: 'directory',
    when: 'of another mode and owner',
    before:
      'mkdir -m 0700 /etc/law-old-dir; chown daemon:daemon /etc/law-old-dir; touch /etc/law-old-dir/in',
    steps: '- directory: { path: /etc/law-old-dir, mode: "1777" }',
    word: 'law-old-dir',
  },
  {
    kind: 'directory',
    when: 'as wanted',
    before: 'mkdir -m 0755 /etc/law-same-dir',
    steps: '- directory: { path: /etc/law-same-dir }',
    word: 'law-same-dir',
    nothing: true,
  },
  {
    kind: 'file',
    when: 'absent, from content, with owner and mode',
    steps:
      '- file: { path: /etc/law-content, content: "a\\nb {{ host.name }}\\n", mode: "0640", owner: daemon, group: adm }',
    word: 'law-content',
  },
  {
    kind: 'file',
    when: 'absent, from a template',
    steps: '- file: { path: /etc/law-template, template: law }',
    word: 'law-template',
  },
  {
    kind: 'file',
    when: 'absent, a copy of binary bytes',
    steps: '- file: { path: /etc/law-copy, source: law.bin }',
    word: 'law-copy',
  },
  {
    kind: 'file',
    when: 'in a new directory',
    steps:
      '- directory: { path: /etc/law-home }\n- file: { path: /etc/law-home/file, content: "in\\n" }',
    word: 'law-home',
  },
  {
    kind: 'file',
    when: 'with another content, and extended attributes',
    before: `echo old >/etc/law-old; chmod 0600 /etc/law-old; touch -d @1000000000 /etc/law-old; ${mark('/etc/law-old')}`,
    steps: '- file: { path: /etc/law-old, content: "new\\n", mode: "0600" }',
    word: 'law-old',
  },
  {
    kind: 'file',
    when: 'without a newline at its end, and empty before',
    before: ': >/etc/law-empty',
    steps: '- file: { path: /etc/law-empty, source: law.bin }',
    word: 'law-empty',
  },
  {
    kind: 'file',
    when: 'of another mode only',
    before: 'printf "same\\n" >/etc/law-mode; chmod 0600 /etc/law-mode',
    steps: '- file: { path: /etc/law-mode, content: "same\\n", mode: "4755" }',
    word: 'law-mode',
  },
  {
    kind: 'file',
    when: 'of another owner only',
    before: 'printf "same\\n" >/etc/law-owner; chown daemon:adm /etc/law-owner',
    steps: '- file: { path: /etc/law-owner, content: "same\\n" }',
    word: 'law-owner',
  },
  {
    kind: 'file',
    when: 'present, not wanted',
    before:
      'echo precious >/etc/law-gone; chmod 0604 /etc/law-gone; touch -d @1000000001 /etc/law-gone',
    steps: '- file: { path: /etc/law-gone, absent: true }',
    word: 'law-gone',
  },
  {
    kind: 'file',
    when: 'absent, not wanted',
    steps: '- file: { path: /etc/law-never, absent: true }',
    word: 'law-never',
    nothing: true,
  },
  {
    kind: 'file',
    when: 'as wanted',
    before: 'printf "same\\n" >/etc/law-same',
    steps: '- file: { path: /etc/law-same, content: "same\\n" }',
    word: 'law-same',
    nothing: true,
  },
  {
    kind: 'file',
    when: 'of a name full of traps',
    steps: `- file: { path: "/etc/law trap's $(touch law-trapped);\\"\`#\\\\&* -x", content: "x\\n" }`,
    word: 'law trap',
  },
  {
    kind: 'service',
    when: 'disabled and stopped',
    before: unit('law-start'),
    steps: '- service: { name: law-start }',
    word: 'law-start',
  },
  {
    kind: 'service',
    when: 'enabled and running, not wanted',
    before: `${unit('law-stop')}; systemctl daemon-reload; systemctl -q enable --now law-stop`,
    steps: '- service: { name: law-stop, state: stopped, enabled: false }',
    word: 'law-stop',
  },
  {
    kind: 'service',
    when: 'running, to be enabled only',
    before: `${unit('law-enable')}; systemctl daemon-reload; systemctl start law-enable`,
    steps: '- service: { name: law-enable }',
    word: 'law-enable',
  },
  {
    kind: 'service',
    when: 'reloaded for its changed file',
    before: `${unit('law-reload', reloadable)}; systemctl daemon-reload; systemctl -q enable --now law-reload; echo old >/etc/law-reload.conf`,
    steps:
      '- file: { path: /etc/law-reload.conf, content: "new\\n" }\n- service: { name: law-reload, reload_on: [/etc/law-reload.conf] }',
    word: 'law-reload',
  },
  {
    kind: 'service',
    when: 'that cannot reload, restarted for its changed file',
    before: `${unit('law-restart')}; systemctl daemon-reload; systemctl -q enable --now law-restart; echo old >/etc/law-restart.conf`,
    steps:
      '- file: { path: /etc/law-restart.conf, content: "new\\n" }\n- service: { name: law-restart, reload_on: [/etc/law-restart.conf] }',
    word: 'law-restart',
  },
  {
    kind: 'service',
    when: 'whose unit a file step brings',
    steps:
      '- file: { path: /etc/systemd/system/law-brought.service, content: "[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n" }\n- service: { name: law-brought }',
    word: 'law-brought',
  },
  {
    kind: 'service',
    when: 'as wanted',
    before: `${unit('law-keep')}; systemctl daemon-reload; systemctl -q enable --now law-keep`,
    steps: '- service: { name: law-keep, reload_on: [/etc/law-same] }',
    word: 'law-keep',
    nothing: true,
  },
  {
    kind: 'command',
    when: 'with its undo',
    steps:
      '- command: { run: "echo made >/etc/law-made", creates: /etc/law-made, undo: "rm /etc/law-made" }',
    touches: /\/etc\/law-made$/,
    word: 'law-made',
  },
  {
    kind: 'command',
    when: 'whose guard says that it is done',
    steps: '- command: { run: "echo no >/etc/law-unless", unless: "true", undo: "true" }',
    word: 'law-unless',
    nothing: true,
  },
  {
    kind: 'wait',
    when: 'for what an earlier step has brought',
    steps: '- wait: { command: "[ -e /etc/law-content ]", timeout: 5 }',
    word: 'wait for',
  },
  {
    kind: 'clock',
    when: 'in a container',
    steps: '- clock: {}',
    word: 'chrony',
    nothing: true,
  },
  {
    kind: 'vip',
    when: 'of a cluster without any',
    steps: '- vip: {}',
    word: 'law-vip',
    nothing: true,
  },
];
