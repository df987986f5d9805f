import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { hadeploy, type Ended } from './support/hadeploy.ts';
import { addresses, lab, labDirectory } from './support/lab.ts';
import { onBoth, onNode } from './support/node.ts';
import { project } from './support/project.ts';

/**
 * Values of an inventory on real nodes: what is accepted arrives byte for byte, in shell words, in files, in
 * the configurations of the daemons; what cannot is refused before any connection. That the quoting itself
 * holds is shown by the property tests in test/unit/playbook/; here it meets the real sudo, sh and daemons.
 */
const traps = [
  "it's",
  'say "hi"',
  '$(touch /run/trapped)',
  '`touch /run/trapped`',
  '; touch /run/trapped;',
  "'; touch /run/trapped; '",
  '| touch /run/trapped',
  '&& touch /run/trapped',
  '> /run/trapped',
  '$HOME ${IFS} $0',
  '\\',
  '\\n',
  '# no comment',
  '-rf',
  '* ? [a-z]',
  '~root',
  '{{ vars.other }}',
  '{% raw %}',
  'END',
  '%s%n',
  '北京 ø é',
  ' blanks around ',
];
/** Controls, line breaks and bidi marks: nothing in a line of a shell or a configuration needs them. */
const refused = [
  'two\nlines',
  'two\r\nlines',
  'tab\there',
  '\u001b[2J',
  '\u001b]0;x\u0007',
  '\u0000',
  '\u2028',
  '\u009b1m',
];

const laws = (vars: Record<string, unknown>): string =>
  project({
    'inventory/hostile.yaml': `cluster: hostile
playbook: hostile
connection: { user: ops, identity: ${labDirectory}/run/id_ed25519, known_hosts: ${labDirectory}/run/known_hosts }
hosts: { lb01: { address: ${addresses.LB01} }, lb02: { address: ${addresses.LB02} } }
vars: ${JSON.stringify(vars)}
`,
    'playbooks/hostile.yaml': `name: hostile
steps:
  - file: { path: /etc/hostile.txt, template: hostile.txt, mode: '0644' }
  - file: { path: /etc/hostile.sh, template: hostile.sh, mode: '0755', validate: sh }
  - command:
      run: 'printf "%s\\0" {% for value in vars.values %} {{ value }} {% endfor %} >/run/hostile.run'
      unless: 'printf "%s\\0" {% for value in vars.values %} {{ value }} {% endfor %} | cmp -s - /run/hostile.run'
      undo: 'rm -f /run/hostile.run'
`,
    'playbooks/templates/hostile.txt.liquid': `{% for value in vars.values %}<{{ value }}>\n{% endfor %}`,
    'playbooks/templates/hostile.sh.liquid': `#!/bin/sh\nprintf '%s\\0' {% for value in vars.values %} {{ value }} {% endfor %}\n`,
  });

const apply = (directory: string): Promise<Ended> =>
  hadeploy(['apply', 'hostile', '--yes', '--json'], { project: directory });

/** What arrived on a node: in a file, as words of a script, as words of a command. */
async function arrived(): Promise<{ lines: string[]; script: string[]; command: string[] }> {
  const all = await onBoth(
    'base64 -w0 /etc/hostile.txt; echo; /etc/hostile.sh | base64 -w0; echo; base64 -w0 /run/hostile.run; echo; ls /run/trapped 2>/dev/null || true',
  );
  expect(all.lb01).toBe(all.lb02);
  const [file = '', script = '', command = '', trapped] = all.lb01.split('\n');
  expect(trapped).toBe('');
  const decode = (text: string): string => Buffer.from(text, 'base64').toString();
  const words = (text: string): string[] => decode(text).split('\0').slice(0, -1);
  const lines = decode(file)
    .split('\n')
    .filter((line) => line !== '');
  return { lines, script: words(script), command: words(command) };
}

describe('hostile values', { timeout: 120_000 }, () => {
  beforeAll(() => lab('reset'));

  it('every trap arrives as it is, in a file, in a script, in a command', async () => {
    const ended = await apply(laws({ values: traps, other: 'never' }));
    expect([ended.code, ended.result.message]).toEqual([0, undefined]);
    expect(await arrived()).toEqual({
      lines: traps.map((trap) => `<${trap}>`),
      script: traps,
      command: traps,
    });
    const again = await hadeploy(['plan', 'hostile'], {
      project: laws({ values: traps, other: 'never' }),
    });
    expect(again.code).toBe(0);
  });

  it('any text arrives as it is, or is refused before any connection', async () => {
    const piece = fc.oneof(fc.constantFrom(...traps), fc.string({ unit: 'binary', minLength: 1 }));
    const value = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 5, maxLength: 20 }), async (values) => {
        const ended = await apply(laws({ values }));
        if (ended.code === 64) {
          expect(values.some((one) => /[\p{Cc}\p{Zl}\p{Zp}\ud800-\udfff]/u.test(one))).toBe(true);
          return;
        }
        expect([ended.code, ended.result.message]).toEqual([0, undefined]);
        const { lines, script, command } = await arrived();
        expect(lines).toEqual(values.map((one) => `<${one}>`));
        expect(script).toEqual(values);
        expect(command).toEqual(values);
      }),
      { numRuns: 4 },
    );
  });

  it.each(refused)('%j is refused, with its place, before any connection', async (value) => {
    const ended = await hadeploy(['apply', 'hostile', '--yes'], {
      project: laws({ values: ['fine', value] }),
    });
    expect(ended.code).toBe(64);
    expect(ended.stdout + ended.stderr).toMatch(
      /control character|line break|must be|NUL|not allowed/,
    );
    // Nor does it reach the terminal.
    const shown = (ended.stdout + ended.stderr).replaceAll('\n', '');
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028]/);
  });

  it('a name that a daemon would read as a directive stays a name, or is refused', async () => {
    const own = (section: string): string =>
      project({
        'inventory/prod-bj.yaml': `extends: ${labDirectory}/inventory/prod-bj.yaml\n${section}\n`,
      });
    const attempts = [
      `haproxy: { stats: { bind: '*:8404', uri: "/s\\n    stats admin if TRUE", user: admin, password: !secret internal_vip } }`,
      `haproxy: { timeouts: { connect: "5s\\n    server evil 192.0.2.6:80" } }`,
      `haproxy: { backends: { http_back: { balance: "roundrobin\\n    server evil 192.0.2.6:80" } } }`,
      `haproxy: { backends: { "x\\nfrontend evil": { servers: { a: { address: '192.0.2.6:80' } } } } }`,
      `haproxy: { admin_socket: "/run/haproxy/admin.sock mode 666 level admin #" }`,
      `vrrp: { interface: "eth0 }" }`,
      `vrrp: { track: { "x; }": { interval: 2 } } }`,
      `vrrp: { track: { haproxy: { script: "/etc/keepalived/check_haproxy.sh; touch /run/trapped" } } }`,
      `hosts: { "a\\nnotify_master /run/trapped": { address: 192.0.2.6 } }`,
    ];
    for (const section of attempts) {
      const ended = await hadeploy(['plan', 'prod-bj'], { project: own(section) });
      expect([section, ended.code]).toEqual([section, 64]);
      expect(ended.stdout + ended.stderr).toMatch(/prod-bj\.yaml:2:\d+/);
    }
  });

  it('passwords with signs that the daemons treat specially arrive as they are', async () => {
    // keepalived: # and ! begin a comment (and $ it cannot carry: refused). haproxy: \\ escapes, " ' quote, # comments, $ expands in quotes.
    const directory = project({
      'inventory/prod-bj.yaml': `extends: ${labDirectory}/inventory/prod-bj.yaml
secrets:
  internal_vip: { env: PW1 }
  public_vip: { env: PW2 }
  stats: { env: PW3 }
haproxy: { stats: { bind: '*:8404', user: admin, password: !secret stats } }
`,
    });
    const env = { PW1: 'a#b!c%d=', PW2: "x'y;z%1", PW3: `a#'b"c\\d$e;f` };
    const ended = await hadeploy(['apply', 'prod-bj', '--yes', '--json'], {
      project: directory,
      env,
    });
    expect([ended.code, ended.result.message]).toEqual([0, undefined]);
    const login = Buffer.from(`admin:${env.PW3}`).toString('base64');
    const get = (authorization: string): Promise<string> =>
      onNode(
        'lb02',
        `printf 'GET /status HTTP/1.0\\r\\nAuthorization: Basic ${authorization}\\r\\n\\r\\n' | socat - TCP:127.0.0.1:8404 | head -n 1 | tr -d '\\r'`,
      );
    expect(await get(login)).toMatch(/ 200 /);
    expect(await get(Buffer.from('admin:a').toString('base64'))).toMatch(/ 401 /);
    const data = await onNode(
      'lb01',
      `pid=$(cat /run/keepalived.pid); kill -USR1 $pid; sleep 0.5; grep -i 'password' /proc/$pid/root/tmp/keepalived.data; rm -f /proc/$pid/root/tmp/keepalived.data`,
    );
    expect(data).toContain(env.PW1);
    expect(data).toContain(env.PW2);
  });
});
