import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { lvsRules } from '../../../src/lint/rules/lvs/index.ts';
import { scriptRules } from '../../../src/lint/rules/scripts/index.ts';
import { subjectOf, type Given } from './pair.ts';
import { checking, PATH } from './script.ts';

const rules = [...scriptRules, ...lvsRules];

/** Errors and warnings of all rules for a pair whose nodes are alike. */
function complaints(node: Given): string[] {
  return lint([subjectOf({ lb01: node, lb02: node })], { rules })
    .findings.filter(({ severity }) => severity !== 'note')
    .map(({ id, message }) => `${id} ${message}`);
}

const haproxy =
  'frontend f\n  bind *:80\n  default_backend b\nbackend b\n  server s 192.0.2.21:80 check\n';

describe('a plain pair of the write-ups gets neither an error nor a warning', () => {
  test.each([
    'killall -0 haproxy',
    '/usr/bin/killall -0 haproxy',
    'pidof haproxy',
    '/usr/bin/pgrep -x haproxy',
    'systemctl is-active haproxy',
    '/usr/bin/systemctl is-active --quiet haproxy',
    '</dev/tcp/127.0.0.1/80',
    `/bin/bash ${PATH}`,
  ])('%s', (command) => {
    expect(complaints({ keepalived: checking(command), haproxy })).toEqual([]);
  });

  test.each([
    '#!/bin/bash\nif ! pidof haproxy > /dev/null; then\n  exit 1\nfi\nexit 0\n',
    '#!/bin/sh\nkillall -0 haproxy\n',
    '#!/bin/bash\ncount=$(ps -C haproxy --no-headers | wc -l)\nif [ $count -eq 0 ]; then\n  exit 1\nelse\n  exit 0\nfi\n',
    '#!/bin/sh\ncurl -sf -m 1 -o /dev/null http://127.0.0.1:80/ || exit 1\n',
    "#!/bin/sh\n\nerrorExit() {\n  echo \"*** $*\" 1>&2\n  exit 1\n}\n\ncurl --silent --max-time 1 http://127.0.0.1/ -o /dev/null || errorExit 'no answer'\nif ip addr | grep -q 192.0.2.10; then\n  curl --silent http://192.0.2.10/ -o /dev/null || errorExit 'no VIP'\nfi\n",
    "#!/bin/sh\necho 'show info' | socat - UNIX-CONNECT:/run/haproxy/admin.sock | grep -q Name\n",
    '#!/bin/sh\n/bin/kill -0 `cat /var/run/haproxy.pid`\n',
  ])('%j', (text) => {
    const files = { [PATH]: { text, mode: 0o755, owner: 'root:root' } };
    expect(complaints({ keepalived: checking(), haproxy, files })).toEqual([]);
  });
});

test('the same with a dozen mistakes gets them all', () => {
  const text = `#!/bin/bash
n=$(ps -C haproxy --no-header | wc -1)
name = haproxy
date >> /var/log/check.log
if [ $n > 0 ]; then
  exit 0
fi
if [ true ]; then
  systemctl restart haproxy
  sleep 3
  systemctl stop keepalived
fi
`;
  const files = { [PATH]: { text, mode: 0o664, owner: 'deploy:deploy' } };
  const keepalived = checking(PATH, 'interval 0.5\nweight -300');
  const ids = new Set(complaints({ keepalived, files }).map((one) => one.split(' ')[0]));
  expect([...ids].sort()).toEqual([
    'SCR006',
    'SCR012',
    'SCR015',
    'SCR016',
    'SCR017',
    'SCR018',
    'SCR020',
    'SCR021',
    'SCR022',
  ]);
});
