import { describe, expect, test } from 'vitest';
import { checkEndsInTime } from '../../../src/lint/rules/scripts/check-ends-in-time.ts';
import { checkWaitsForAnswer } from '../../../src/lint/rules/scripts/check-waits-for-answer.ts';
import { faultNeedsTwoFailures } from '../../../src/lint/rules/scripts/fault-needs-two-failures.ts';
import { intervalAndWeightInRange } from '../../../src/lint/rules/scripts/interval-and-weight-in-range.ts';
import { onlyRootChangesScript } from '../../../src/lint/rules/scripts/only-root-changes-script.ts';
import { processWeightIsSaid } from '../../../src/lint/rules/scripts/process-weight-is-said.ts';
import { scriptCanRun } from '../../../src/lint/rules/scripts/script-can-run.ts';
import { scriptIsOnNode } from '../../../src/lint/rules/scripts/script-is-on-node.ts';
import { scriptUserExists } from '../../../src/lint/rules/scripts/script-user-exists.ts';
import { scriptUserIsSet } from '../../../src/lint/rules/scripts/script-user-is-set.ts';
import { scriptUserMaySignal } from '../../../src/lint/rules/scripts/script-user-may-signal.ts';
import { serviceIsTracked } from '../../../src/lint/rules/scripts/service-is-tracked.ts';
import { trackersMatchOnPair } from '../../../src/lint/rules/scripts/trackers-match-on-pair.ts';
import { findingsOf, instance } from './pair.ts';
import { checking, PATH, saidOf, saidOfNode } from './script.ts';

const secure = 'global_defs {\n  enable_script_security\n}';
const as = (user: string) => `global_defs {\n  enable_script_security\n  script_user ${user}\n}`;

describe('SCR001', () => {
  const script = 'vrrp_script chk {\n  script "killall -0 haproxy"\n}\n';
  const vip = 'virtual_router_id 51\nvirtual_ipaddress {\n192.0.2.10/24\n}\n';
  const haproxy = 'frontend f\n  bind *:80\n';

  test('a check that nothing tracks', () => {
    const keepalived = script + instance(vip);
    expect(saidOfNode(serviceIsTracked, { keepalived })).toEqual([
      'error: chk on lb01 is tracked by no instance and no group: keepalived never runs it',
    ]);
  });

  test('only a warning where every instance tracks another one', () => {
    const keepalived = `${checking()}\nvrrp_script old {\n  script /bin/x\n}`;
    expect(saidOfNode(serviceIsTracked, { keepalived }).join()).toMatch(/^warning: old/);
  });

  test('an instance that tracks no service: an error where haproxy serves its VIP', () => {
    const keepalived = instance(`${vip}track_interface {\neth0\n}`);
    expect(saidOfNode(serviceIsTracked, { keepalived, haproxy }).join()).toMatch(/^error: VI_1/);
    const other = 'frontend f\n  bind 192.0.2.99:80\n';
    expect(saidOfNode(serviceIsTracked, { keepalived, haproxy: other }).join()).toMatch(/^note/);
    expect(saidOfNode(serviceIsTracked, { keepalived }).join()).toMatch(/^note/);
  });

  test('an instance whose VIP the kernel forwards has no service here that could die', () => {
    const server = 'real_server 192.0.2.7 80 {\n TCP_CHECK {\n }\n }';
    const forwarded = (address: string) =>
      `${instance(vip)}\nvirtual_server ${address} 80 {\n ${server}\n}`;
    const said = (address: string, haproxyToo = {}) =>
      saidOfNode(serviceIsTracked, { keepalived: forwarded(address), ...haproxyToo }).join();
    expect(said('192.0.2.10')).toBe('');
    expect(said('192.0.2.99')).toMatch(/^note/);
    expect(said('192.0.2.10', { haproxy })).toMatch(/^error: VI_1/);
  });

  test('a name that nothing defines', () => {
    const keepalived = checking().replace('    chk\n', '    check\n');
    expect(saidOfNode(serviceIsTracked, { keepalived })).toContain(
      'error: VI_1 tracks check, which no vrrp_script defines',
    );
  });

  test('silent where it is tracked, by the instance, its group, or a member of the group', () => {
    const group = 'vrrp_sync_group G {\ngroup {\nVI_1\nVI_2\n}\n';
    const two = instance(vip) + instance('virtual_router_id 52', 'VI_2');
    const tracks = 'track_script {\nchk\n}\n';
    for (const keepalived of [
      checking(),
      `${script}${group}${tracks}}\n${two}`,
      `${checking()}${group}}\n${instance('virtual_router_id 52', 'VI_2')}`,
    ]) {
      expect(saidOfNode(serviceIsTracked, { keepalived, haproxy })).toEqual([]);
    }
  });

  test('silent where an include is not known', () => {
    const keepalived = `include conf.d/*.conf\n${script}${instance(vip)}`;
    expect(saidOfNode(serviceIsTracked, { keepalived, haproxy })).toEqual([]);
    const files = { '/etc/keepalived/conf.d/a.conf': '\n' };
    expect(saidOfNode(serviceIsTracked, { keepalived, haproxy, files })).toHaveLength(1);
  });
});

describe('SCR002', () => {
  const differs = (lb01: string, lb02: string, files: [string, string] = ['', '']) =>
    findingsOf(trackersMatchOnPair, {
      lb01: { keepalived: lb01, files: { [PATH]: files[0] } },
      lb02: { keepalived: lb02, files: { [PATH]: files[1] } },
    }).map(({ severity, node, line, message }) => `${severity} ${node}:${line} ${message}`);

  test('one that only one node has', () => {
    const without = checking().replace('    chk\n', '');
    const message = 'VI_1 on lb01 tracks chk, VI_1 on lb02 does not';
    expect(differs(checking(), without)).toEqual([`error lb02:7 ${message}`]);
    expect(differs(without, checking())).toHaveLength(1);
  });

  test('another weight, interval or program', () => {
    expect(differs(checking(), checking(PATH, 'interval 5\nweight -5'))).toEqual([
      'warning lb02:4 chk has interval 2 s on lb01, 5 s on lb02',
      'warning lb02:13 chk has weight -20 on lb01, -5 on lb02',
    ]);
    expect(differs(checking(), checking('/bin/other.sh'))).toHaveLength(1);
  });

  test('another content of the script', () => {
    expect(differs(checking(), checking(), ['a\nb', 'a\nc'])).toEqual([
      `warning lb02:2 ${PATH} on lb02 is another than on lb01`,
    ]);
  });

  test('interfaces may have other names', () => {
    const on = (name: string) => instance(`virtual_router_id 51\ntrack_interface {\n${name}\n}`);
    expect(differs(on('eth0'), on('ens3'))).toEqual([]);
  });

  test('silent where they are equal, by another name too', () => {
    expect(differs(checking(), checking())).toEqual([]);
    expect(differs(checking(), checking().replaceAll('chk', 'check'))).toEqual([]);
  });
});

describe('SCR003', () => {
  test('a note without enable_script_security', () => {
    expect(saidOfNode(scriptUserIsSet, { keepalived: checking() })).toEqual([
      'note: lb01 runs scripts without enable_script_security and script_user',
    ]);
  });

  test('silent with it, or without scripts', () => {
    const keepalived = checking(PATH, '', as('root'));
    expect(saidOfNode(scriptUserIsSet, { keepalived })).toEqual([]);
    expect(saidOfNode(scriptUserIsSet, { keepalived: instance('') })).toEqual([]);
  });
});

describe('SCR004', () => {
  test('enable_script_security without script_user', () => {
    const [said] = saidOfNode(scriptUserExists, { keepalived: checking(PATH, '', secure) });
    expect(said).toMatch(/^warning: chk on lb01: /);
  });

  test('silent with it, with a user of the script, and without security', () => {
    for (const [settings, global] of [
      ['', as('root')],
      ['user root', secure],
      ['', ''],
    ]) {
      const keepalived = checking(PATH, settings, global);
      expect(saidOfNode(scriptUserExists, { keepalived })).toEqual([]);
    }
  });
});

describe('SCR005', () => {
  test('a script that is certainly not there', () => {
    const keepalived = checking();
    expect(saidOfNode(scriptIsOnNode, { keepalived, absent: [PATH] })).toEqual([
      `error: check chk on lb01: there is no ${PATH}`,
    ]);
    expect(saidOfNode(scriptIsOnNode, { keepalived })).toEqual([]);
  });

  test('a script that is given to a shell', () => {
    const keepalived = checking(`/bin/sh ${PATH} haproxy`);
    expect(saidOfNode(scriptIsOnNode, { keepalived, absent: [PATH] })).toHaveLength(1);
  });

  test('tools: a note, an error where they are certainly missing', () => {
    const text = 'killall -0 haproxy\nkillall -0 nginx\ntimeout 1 curl x';
    expect(saidOf(scriptIsOnNode, text)).toEqual([
      'note: the check calls killall, which a minimal installation lacks',
      'note: the check calls curl, which a minimal installation lacks',
    ]);
    const absent = ['sbin', 'bin'].flatMap((folder) =>
      ['/usr/local', '/usr', ''].map((above) => `${above}/${folder}/killall`),
    );
    expect(saidOf(scriptIsOnNode, 'killall -0 haproxy', { absent })).toEqual([
      'error: killall is not on lb01: the check always fails',
    ]);
  });

  test('silent of what every system has, and of what is only looked for', () => {
    expect(saidOf(scriptIsOnNode, 'command -v killall\ngrep x y\n[ -e /usr/bin/curl ]')).toEqual(
      [],
    );
  });
});

describe('SCR006', () => {
  const run = (text: string, mode?: number, command?: string) =>
    saidOfNode(scriptCanRun, {
      keepalived: checking(command),
      files: { [PATH]: { text, ...(mode !== undefined && { mode }) } },
    });

  test.each([
    ['#!/bin/sh\n:', 0o644, 'has no run bit (mode 0644)'],
    ['#!/bin/sh\r\n:\r\n', 0o755, 'its first line ends as on Windows'],
    ['', 0o755, 'is empty'],
    ['\n#!/bin/sh\n', 0o755, '#! is not the first thing in the file'],
    ['\uFEFF#!/bin/sh\n', 0o755, '#! is not the first thing in the file'],
  ])('%j, %o', (text, mode, what) => {
    const [said, ...more] = run(text, mode);
    expect(said).toContain('error: ');
    expect(said).toContain(what);
    expect(more).toEqual([]);
  });

  test('a warning where the copy has no run bit at all: it may have lost them', () => {
    const said = saidOfNode(scriptCanRun, {
      keepalived: checking(),
      files: { [PATH]: { text: '#!/bin/sh\n:', mode: 0o644 } },
      mayHaveLostRunBits: true,
    });
    expect(said).toHaveLength(1);
    expect(said.join()).toMatch(
      /^warning: .* no run bit \(mode 0644\), nor has any file beside it/,
    );
  });

  test('a warning where the first line names no interpreter', () => {
    expect(run('killall -0 haproxy\n').join()).toMatch(/^warning/);
  });

  test('silent where it can, or where a shell is given the file', () => {
    expect(run('#!/bin/sh\n:', 0o755)).toEqual([]);
    expect(run('#!/bin/sh\n:')).toEqual([]);
    expect(run(':', 0o644, `/bin/sh ${PATH}`)).toEqual([]);
  });
});

describe('SCR011', () => {
  test('weight 0 with fall 1', () => {
    const keepalived = checking(PATH, 'interval 2');
    expect(saidOfNode(faultNeedsTwoFailures, { keepalived })).toEqual([
      'note: chk on lb01 has weight 0 and fall 1: one failed run moves the VIP',
    ]);
  });

  test('silent with a weight, or with fall 2', () => {
    expect(saidOfNode(faultNeedsTwoFailures, { keepalived: checking() })).toEqual([]);
    const keepalived = checking(PATH, 'fall 2');
    expect(saidOfNode(faultNeedsTwoFailures, { keepalived })).toEqual([]);
  });
});

describe('SCR012', () => {
  test('a sleep that is longer than the interval', () => {
    expect(saidOf(checkEndsInTime, 'pidof haproxy || sleep 3\npidof haproxy')).toEqual([
      'warning: check chk on lb01 may take 3 s, its timeout is 2 s',
    ]);
  });

  test.each([
    ['curl -sf -m 3 http://127.0.0.1/', 'warning'],
    ['curl --max-time=2 x', 'note'],
    ['curl -m 1 x; nc -w 2 -z a 1', 'warning'],
    ['timeout 5 curl x', 'warning'],
    ['ping -c 4 -W 1 192.0.2.1', 'warning'],
    ['wget -q -T 1 -t 3 x', 'warning'],
    ['curl -sm1 --retry 2 x', 'warning'],
  ])('%s', (text, severity) => {
    expect(saidOf(checkEndsInTime, text).join()).toMatch(new RegExp(`^${severity}`));
  });

  test.each([
    'curl -m 1 http://127.0.0.1/',
    'timeout 1 sleep 5',
    'sleep 5 &',
    'timeout 1 a | timeout 1 b',
    'echo sleep 5',
    'sleep $N',
  ])('silent: %s', (text) => {
    expect(saidOf(checkEndsInTime, text)).toEqual([]);
  });

  test('a timeout of its own counts', () => {
    const keepalived = checking(PATH, 'interval 10\ntimeout 3');
    const files = { [PATH]: '#!/bin/sh\ncurl -m 4 x' };
    expect(saidOfNode(checkEndsInTime, { keepalived, files })).toHaveLength(1);
    expect(
      saidOfNode(checkEndsInTime, { keepalived: checking(PATH, 'interval 10'), files }),
    ).toEqual([]);
  });
});

describe('SCR024', () => {
  test.each([
    "echo 'show info' | socat - UNIX-CONNECT:/run/haproxy/admin.sock",
    "echo 'show info' | timeout 3 socat stdio unix-connect:/run/haproxy/admin.sock | grep -q Name",
    "answer=$(echo 'show info' | socat -T 3 - UNIX-CONNECT:/run/haproxy/admin.sock)",
    'socat - UNIX-CONNECT:/run/haproxy/admin.sock <<END\nshow info\nEND',
  ])('%s', (text) => {
    expect(saidOf(checkWaitsForAnswer, text)).toEqual([
      'note: socat waits half a second for the answer, no longer',
    ]);
  });

  test.each([
    "echo 'show info' | socat -t 3 - UNIX-CONNECT:/run/haproxy/admin.sock",
    "echo 'show info' | socat -t3 stdio UNIX-CONNECT:/run/haproxy/admin.sock",
    "echo 'show info' | socat -,ignoreeof UNIX-CONNECT:/run/haproxy/admin.sock",
    'echo 0 | socat -u - UDP:192.0.2.1:9',
    'socat /dev/null TCP:127.0.0.1:80',
    'socat -u OPEN:/dev/null TCP:127.0.0.1:80',
  ])('silent: %s', (text) => {
    expect(saidOf(checkWaitsForAnswer, text)).toEqual([]);
  });
});

describe('SCR017', () => {
  test.each([
    ['interval 0.5', 'interval 0.5, not a whole number from 1'],
    ['interval 0', 'interval 0, not'],
    ['weight -300', 'weight -300, which is not -253 to 253'],
    ['fall 0', 'fall 0'],
  ])('%s', (settings, what) => {
    const [said, ...more] = saidOfNode(intervalAndWeightInRange, {
      keepalived: checking(PATH, settings),
    });
    expect(said).toContain(`warning: chk has ${what}`);
    expect(more).toEqual([]);
  });

  test('also where it is tracked', () => {
    const keepalived = checking().replace('    chk\n', '    chk weight 254\n');
    expect(saidOfNode(intervalAndWeightInRange, { keepalived })).toHaveLength(1);
  });

  test('silent within', () => {
    const keepalived = checking(PATH, 'interval 1\nweight -253 reverse\nfall 3\nrise 2');
    expect(saidOfNode(intervalAndWeightInRange, { keepalived })).toEqual([]);
  });
});

describe('SCR018', () => {
  const of = (file: { mode?: number; owner?: string }, global = '') =>
    saidOfNode(onlyRootChangesScript, {
      keepalived: checking(PATH, '', global),
      files: { [PATH]: { text: '#!/bin/sh\n', ...file } },
    });

  test('others can change it; with security it is not run', () => {
    expect(of({ mode: 0o775, owner: 'root:root' })).toEqual([
      `warning: ${PATH} on lb01 has mode 0775: others than root can change it`,
    ]);
    expect(of({ mode: 0o755, owner: 'deploy:deploy' }, as('root')).join()).toMatch(
      /^error: .* belongs to deploy: .* refuses it$/,
    );
  });

  test('silent where only root can, or it is not known', () => {
    expect(of({ mode: 0o755, owner: 'root:root' })).toEqual([]);
    expect(of({})).toEqual([]);
  });
});

describe('SCR019', () => {
  const of = (text: string, user: string) =>
    saidOfNode(scriptUserMaySignal, {
      keepalived: checking(PATH, '', as(user)),
      files: { [PATH]: `#!/bin/sh\n${text}` },
    });

  test('signal 0 to processes of root', () => {
    expect(of('killall -0 haproxy', 'keepalived_script')).toEqual([
      'error: check chk on lb01 runs killall -0 haproxy as keepalived_script, who may not',
    ]);
    expect(of('ss -ltnp | grep haproxy', 'nobody').join()).toMatch(/^warning/);
  });

  test('silent as root, as the same user, through sudo, and without rights needed', () => {
    expect(of('killall -0 haproxy', 'root')).toEqual([]);
    expect(of('killall -0 haproxy', 'haproxy')).toEqual([]);
    expect(of('sudo killall -0 haproxy', 'nobody')).toEqual([]);
    expect(of('pidof haproxy', 'nobody')).toEqual([]);
    expect(saidOf(scriptUserMaySignal, 'killall -0 haproxy')).toEqual([]);
  });
});

describe('SCR031', () => {
  const keepalived = 'vrrp_track_process p {\n  process haproxy\n}\n';

  test('a note before 2.3', () => {
    expect(saidOfNode(processWeightIsSaid, { keepalived })).toHaveLength(1);
  });

  test('silent with a weight, and from 2.3 on', () => {
    const versions = { keepalived: '2.3.1' };
    expect(saidOfNode(processWeightIsSaid, { keepalived, versions })).toEqual([]);
    const said = keepalived.replace('haproxy', 'haproxy\n  weight 0');
    expect(saidOfNode(processWeightIsSaid, { keepalived: said })).toEqual([]);
  });
});
