import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logrotateValidator } from '../../../src/playbook/logrotate-validator.ts';
import { project } from '../inventory/temp-project.ts';

/** As logrotate 3.21 prints it, whatever it finds. */
const before = `warning: logrotate in debug mode does nothing except printing debug messages!  Consider using verbose mode (-v) instead if this is not what you want.

reading config file /etc/logrotate.d/x
`;
const after = `Reading state from file: /var/lib/logrotate/status
Handling 1 logs
considering log /var/log/keepalived.log
  log /var/log/keepalived.log does not exist -- skipping
`;

test('a file without errors is good, whether its log is there or not', () => {
  expect(logrotateValidator.judge({ code: 0, output: before + after })).toBeNull();
});

test('a word that logrotate passes over is an error, although it ends with 0', () => {
  const error = "error: /etc/logrotate.d/x:2 unknown option 'wekly' -- ignoring line";
  expect(logrotateValidator.judge({ code: 0, output: `${before}${error}\n${after}` })).toEqual({
    message: error,
    line: 2,
  });
});

test('an error without a line, and no words at all', () => {
  const error = 'error: found error in /var/log/keepalived.log , skipping';
  expect(logrotateValidator.judge({ code: 1, output: before + error })).toEqual({
    message: error,
    line: null,
  });
  expect(logrotateValidator.judge({ code: 1, output: '' })?.message).toBe(
    'logrotate --debug ended with 1',
  );
  expect(logrotateValidator.judge({ code: 127, output: 'sh: logrotate: not found' })?.message).toBe(
    'logrotate is not installed on this node',
  );
});

const golden = 'test/golden/edge-tcp/edge-lb01/etc/logrotate.d/hadeploy-keepalived';
const noLogrotate = spawnSync('logrotate', ['--version']).status !== 0;

test.skipIf(noLogrotate)('logrotate itself takes what we ship, and not a mistake in it', () => {
  const text = readFileSync(golden, 'utf8');
  const judged = (content: string) => {
    const file = join(project({}), 'rotation');
    writeFileSync(file, content, { mode: 0o644 });
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', logrotateValidator.command, 'validator', file],
      { encoding: 'utf8' },
    );
    return logrotateValidator.judge({ code: status ?? -1, output: stdout + stderr });
  };
  expect(judged(text)).toBeNull();
  expect(judged(text.replace('weekly', 'wekly'))).toMatchObject({ line: 6 });
});
