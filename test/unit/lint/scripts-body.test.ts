import { describe, expect, test } from 'vitest';
import { checkAsksTheService } from '../../../src/lint/rules/scripts/check-asks-the-service.ts';
import { checkCanFail } from '../../../src/lint/rules/scripts/check-can-fail.ts';
import { checkJudgesItsOwnNode } from '../../../src/lint/rules/scripts/check-judges-its-own-node.ts';
import { checkLooksBehindThePort } from '../../../src/lint/rules/scripts/check-looks-behind-the-port.ts';
import { checkNeedsNoServiceManager } from '../../../src/lint/rules/scripts/check-needs-no-service-manager.ts';
import { checkOnlyLooks } from '../../../src/lint/rules/scripts/check-only-looks.ts';
import { checkWritesNothingThatGrows } from '../../../src/lint/rules/scripts/check-writes-nothing-that-grows.ts';
import { numbersComparedByWords } from '../../../src/lint/rules/scripts/numbers-compared-by-words.ts';
import { scriptIsValidShell } from '../../../src/lint/rules/scripts/script-is-valid-shell.ts';
import { testsComeOutBothWays } from '../../../src/lint/rules/scripts/tests-come-out-both-ways.ts';
import { findingsOf } from './pair.ts';
import { checking, PATH, saidOf, saidOfCommand } from './script.ts';

const OWN_NAME = '/etc/keepalived/check_haproxy.sh';

describe('SCR008', () => {
  test.each([
    ['killall -0 haproxy', 'killall'],
    ['pidof haproxy', 'pidof'],
    ['pgrep -x haproxy', 'pgrep'],
    ['ps -C haproxy --no-header | grep -c .', 'ps'],
  ])('a note of what only looks for a process: %s', (text, tool) => {
    expect(saidOf(checkAsksTheService, text)).toEqual([
      `note: the check only looks for a process (${tool})`,
    ]);
  });

  test('silent where the service is asked as well', () => {
    const text = 'killall -0 haproxy || exit 1\ncurl -sf http://127.0.0.1/';
    expect(saidOf(checkAsksTheService, text)).toEqual([]);
  });

  test.each([
    ['ps aux | grep haproxy | grep -v grep', 'check_haproxy.sh'],
    ['ps -ef | grep haproxy', 'check_haproxy.sh'],
    ['pgrep haproxy', 'check_haproxy.sh'],
    ['pgrep -f haproxy > /dev/null', 'check_haproxy.sh'],
  ])('an error where the search finds the script: %s', (text, what) => {
    const [said, ...more] = saidOf(checkAsksTheService, text, {}, OWN_NAME);
    expect(said).toMatch(/^error: .* the check never fails$/);
    expect(said).toContain(what);
    expect(more).toEqual([]);
  });

  test.each([
    'ps aux | grep [h]aproxy',
    'ps aux | grep haproxy | grep -v grep | grep -v check',
    'ps aux | grep haproxy | grep -v $0',
    'ps -C haproxy | grep haproxy',
    'pgrep -x haproxy',
    'pgrep -u haproxy haproxy',
  ])('no error where it does not: %s', (text) => {
    expect(saidOf(checkAsksTheService, text, {}, OWN_NAME).join()).not.toContain('error');
  });

  test('the grep itself is in the list; who counts may have allowed for it', () => {
    expect(saidOf(checkAsksTheService, 'ps aux | grep nginx').join()).toMatch(/^error: .*the grep/);
    expect(saidOf(checkAsksTheService, 'n=$(ps aux | grep nginx | wc -l)').join()).toMatch(
      /^warning/,
    );
  });
});

describe('SCR009', () => {
  const haproxy = 'frontend f\n  bind *:80\n';

  test.each(['nc -z 127.0.0.1 80', 'nc -w1 -vz localhost 80', '</dev/tcp/127.0.0.1/80'])(
    'a note of what only opens a port: %s',
    (text) => {
      expect(saidOf(checkLooksBehindThePort, text, { haproxy })).toHaveLength(1);
    },
  );

  test('silent where an answer is read, or haproxy is not known', () => {
    const text = 'nc -z 127.0.0.1 80 && curl -sf http://127.0.0.1/';
    expect(saidOf(checkLooksBehindThePort, text, { haproxy })).toEqual([]);
    expect(saidOf(checkLooksBehindThePort, 'nc -z 127.0.0.1 80')).toEqual([]);
  });
});

describe('SCR010', () => {
  test('a ping of what both nodes share', () => {
    expect(saidOf(checkJudgesItsOwnNode, 'ping -c 1 -W 1 192.0.2.1 > /dev/null')).toEqual([
      'note: the check pings 192.0.2.1, which both nodes may lose at once',
    ]);
  });

  test('silent on itself', () => {
    expect(saidOf(checkJudgesItsOwnNode, 'ping -c 1 127.0.0.1')).toEqual([]);
  });
});

describe('SCR014', () => {
  test.each(['systemctl is-active --quiet haproxy', 'sudo killall -0 haproxy'])('%s', (text) => {
    expect(saidOf(checkNeedsNoServiceManager, text)).toHaveLength(1);
  });

  test('silent else, in comments and texts too', () => {
    expect(saidOf(checkNeedsNoServiceManager, '# systemctl\necho "no systemctl"')).toEqual([]);
  });
});

describe('SCR015', () => {
  test('each run appends', () => {
    expect(saidOf(checkWritesNothingThatGrows, 'date >> /var/log/check.log')).toEqual([
      'warning: each run appends to /var/log/check.log, which only ever grows',
    ]);
    expect(saidOf(checkWritesNothingThatGrows, 'date | tee -a /tmp/x').join()).toMatch(/^warning/);
  });

  test('a note where only some do', () => {
    const inIf = 'if ! pidof haproxy; then\n  echo dead >> /tmp/log\nfi';
    expect(saidOf(checkWritesNothingThatGrows, inIf).join()).toMatch(/^note: some runs/);
    expect(saidOf(checkWritesNothingThatGrows, 'a || b >> /tmp/log').join()).toMatch(/^note/);
    expect(saidOf(checkWritesNothingThatGrows, `${inIf}\ndate >> /tmp/log`)).toHaveLength(2);
  });

  test('silent where nothing grows', () => {
    const text = 'a >/dev/null 2>&1\nb > /run/state\nc 2>>/dev/null\ncat <<E >&2\n>> /tmp/x\nE';
    expect(saidOf(checkWritesNothingThatGrows, text)).toEqual([]);
    for (const renewed of ['> $f\na >> $f', 'f=$(mktemp)\na >> $f', 'a >> /run/x\nrm -f /run/x']) {
      expect(saidOf(checkWritesNothingThatGrows, renewed)).toEqual([]);
    }
  });
});

describe('SCR016', () => {
  test.each([
    ['systemctl stop keepalived', 'stops keepalived (systemctl stop keepalived)'],
    ['service keepalived stop', 'stops keepalived (service keepalived stop)'],
    ['/etc/init.d/keepalived stop', 'stops keepalived (keepalived stop)'],
    ['killall keepalived', 'kills keepalived (killall keepalived)'],
    ['kill `pidof keepalived`', 'kills keepalived (kill `pidof keepalived`)'],
    ['kill -9 $(pidof keepalived)', 'kills keepalived (kill -9 $(pidof keepalived))'],
    [
      'sudo systemctl restart haproxy.service',
      'restarts haproxy (systemctl restart haproxy.service)',
    ],
  ])('%s', (text, what) => {
    const body = `if ! pidof haproxy; then\n  ${text}\nfi`;
    expect(saidOf(checkOnlyLooks, body)).toEqual([`warning: the check ${what}`]);
  });

  test.each([
    'killall -0 keepalived',
    'systemctl is-active haproxy',
    'systemctl status keepalived',
    'echo "systemctl stop keepalived"',
    '# systemctl stop keepalived',
    'systemctl restart rsyslog',
  ])('silent: %s', (text) => {
    expect(saidOf(checkOnlyLooks, text)).toEqual([]);
  });
});

describe('SCR020', () => {
  test.each([
    ['count = $(pidof haproxy | wc -w)', 'count = $(pidof haproxy | wc -w) runs a command count'],
    ['$count=3', '$count=3 is a command'],
    ['echo "a\nexit 1', 'a " is never closed'],
  ])('%s', (text, what) => {
    const [said, ...more] = saidOf(scriptIsValidShell, text);
    expect(said).toContain(`error: ${what}`);
    expect(more).toEqual([]);
  });

  test.each([
    'count=$(pidof haproxy)',
    '[ a = b ]',
    'test a = b',
    'for (( i = 0; i < 3; i++ )); do :; done',
    'curl = a b c',
    'echo "it\'s" # don\'t',
    "awk '{ n = 1 }' file",
    'cat <<E\na = b\n"\nE\nb',
  ])('silent: %s', (text) => {
    expect(saidOf(scriptIsValidShell, text)).toEqual([]);
  });

  test('what the shell itself has said counts, and only that', () => {
    const saying = (syntaxError: { line: number; message: string } | null) =>
      findingsOf(scriptIsValidShell, {
        lb01: {
          keepalived: checking(),
          files: { [PATH]: { text: '#!/bin/sh\n"', syntaxError } },
        },
      });
    expect(saying({ line: 2, message: 'unexpected EOF' })).toMatchObject([
      { file: `lb01${PATH}`, line: 2, message: 'the shell says: unexpected EOF' },
    ]);
    expect(saying(null)).toEqual([]);
  });

  test('a script in another language is not read', () => {
    expect(saidOf(scriptIsValidShell, '#!/usr/bin/python3\nx = 1\ny = "')).toEqual([]);
  });
});

describe('SCR021', () => {
  test('> within [ ] is always true, < reads a file', () => {
    const text = 'n=$(pidof haproxy | wc -w)\nif [ $n > 0 ]; then exit 0; fi\n[ "$n" < "$m" ]';
    expect(saidOf(numbersComparedByWords, text)).toEqual([
      'error: $n > 0 within [ ] is true whatever the numbers',
      'error: "$n" < "$m" within [ ] reads a file $m',
    ]);
  });

  test('where it stands, and what to type', () => {
    const files = { [PATH]: '#!/bin/sh\n  [ $n > 0 ]' };
    const found = findingsOf(numbersComparedByWords, { lb01: { keepalived: checking(), files } });
    expect(found).toMatchObject([{ file: `lb01${PATH}`, line: 2, column: 8, fix: '[ $n -gt 0 ]' }]);
  });

  test.each([
    '[ $n -gt 0 ]',
    '[[ $n > 0 ]]',
    '(( n > 0 ))',
    '[ -f x ] > 0',
    '[ -n "$(pidof a 2>/dev/null)" ] 2>/dev/null',
    '[ "$a" \\> "$b" ]',
    'test -n "$a" > /dev/null',
    'echo "[ $n > 0 ]" > 0',
  ])('silent: %s', (text) => {
    expect(saidOf(numbersComparedByWords, text)).toEqual([]);
  });
});

describe('SCR022', () => {
  test.each([
    ['if [ true ]; then exit 0; fi', 'error: [ true ] is always true: it tests a word'],
    ['[ 1 ] && exit 0', 'error: [ 1 ] is always true: it tests a word'],
    ['[ $n=0 ]', 'error: [ $n=0 ] is always true: blanks are missing around ='],
    ['[ ! "$a"="b" ]', 'error: [ "$a"="b" ] is always false: blanks are missing around ='],
    ['[$n -eq 0 ]', 'error: [$n is a command: a blank is missing behind ['],
    ['[ $n -eq 0]', 'error: a blank is missing before ] in 0]: the test always fails'],
    ['[ $n -eq 0', 'error: ] is missing: the test always fails'],
    [
      '[ -n $(pidof haproxy) ]',
      'error: [ -n $(pidof haproxy) ] is true also where there is nothing: quotes are missing',
    ],
    ['ps | wc -1', 'error: wc -1 is no option: it counts nothing'],
  ])('%s', (text, said) => {
    expect(saidOf(testsComeOutBothWays, text)).toEqual([said]);
  });

  test('a warning of what only bash knows', () => {
    expect(saidOf(testsComeOutBothWays, '#!/bin/sh\n[[ -n $a ]]').join()).toMatch(/^warning: \[\[/);
    expect(saidOf(testsComeOutBothWays, '#!/bin/sh\n[ $? == 0 ]').join()).toMatch(/^warning: ==/);
    expect(saidOf(testsComeOutBothWays, '#!/bin/bash\n[[ $? == 0 ]]')).toEqual([]);
  });

  test.each([
    '[ $n -eq 0 ]',
    '[ "$n" ]',
    '[ -n "$a" ]',
    '[[ -n $a ]]',
    '[ -z $a ]',
    '[ -t ]',
    '[ "$(pidof a --b=c)" ]',
    '[ "$a" = "b" ]',
    '[ ! -f /x ]',
    'while [ 1 ]; do :; done',
    'case $a in\n  [0-9]) b ;;\n  [a-z]*) c ;;\nesac',
    'tail -1 file | wc -l',
    '[[ $a =~ ^x$ ]]',
  ])('silent: %s', (text) => {
    expect(saidOf(testsComeOutBothWays, text)).toEqual([]);
  });
});

describe('SCR023', () => {
  test.each([
    'killall -0 haproxy\nexit 0',
    'killall -0 haproxy || true',
    'pidof haproxy || echo dead',
    'if killall -0 haproxy; then\n  exit 0\nfi',
    'if pidof haproxy; then exit 0; else logger dead; fi',
    'pidof haproxy\necho done',
  ])('a check that never fails: %s', (text) => {
    expect(saidOf(checkCanFail, text).join()).toMatch(/^error: the check cannot fail/);
  });

  test('also where it stands in keepalived.conf', () => {
    expect(saidOfCommand(checkCanFail, '/bin/true')).toHaveLength(1);
    expect(saidOfCommand(checkCanFail, 'killall -0 haproxy')).toEqual([]);
  });

  test.each([
    'killall -0 haproxy',
    'killall -0 haproxy || exit 1\nexit 0',
    'if pidof haproxy; then exit 0; fi\nexit 1',
    'if pidof haproxy; then exit 0; else exit 2; fi',
    'set -e\npidof haproxy\necho ok',
    'pidof haproxy\nstate=$?\nexit $state',
    'pidof haproxy && echo ok',
    'if pidof haproxy; then curl -sf http://127.0.0.1/; fi',
    'if ! pidof haproxy; then systemctl stop keepalived; fi',
    'answer=$(curl -s x)\ncase $answer in\n  OK*) exit 0 ;;\n  *) exit 1 ;;\nesac',
    'check() { pidof haproxy; }\ncheck',
  ])('silent: %s', (text) => {
    expect(saidOf(checkCanFail, text)).toEqual([]);
  });
});
