import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Unplannable } from '../../../src/core/step.ts';
import { processEvents, requireSupport } from '../../../src/keepalived/node-support.ts';
import { project } from '../inventory/temp-project.ts';

const tracking = `global_defs {
    vrrp_higher_prio_send_advert true
}
vrrp_track_process haproxy {
    process haproxy
}
`;
const plain = 'vrrp_instance A {\n    # vrrp_track_process is a word of this comment\n}\n';

function refusal(config: string, keepalived: string | null, events: number | undefined): string {
  try {
    requireSupport(config, { keepalived, processEvents: events });
    return '';
  } catch (error) {
    if (!(error instanceof Unplannable)) throw error;
    return `${error.message}\n${error.hint}`;
  }
}

describe('what a node cannot do is said before anything changes', () => {
  test.each([
    ['a package that can', tracking, '1:2.2.7-1+b2', 0],
    ['exactly the first version', tracking, '2.0.11', 0],
    ['a version that nobody knows', tracking, null, 0],
    ['events that nobody has asked for', tracking, '2.2.7', undefined],
    ['nothing asked for', plain, '1.2.13', 2],
  ])('allowed: %s', (_, config, keepalived, events) => {
    expect(refusal(config, keepalived, events)).toBe('');
  });

  test.each([
    [
      'too old',
      '1:2.0.10-1',
      0,
      /keepalived 2\.0\.10 does not know `vrrp_track_process`.*2\.0\.11/,
    ],
    ['far too old', '1.3.4-1.el7', 0, /`vrrp_higher_prio_send_advert`: that came with 1\.3\.5/],
    ['a container', '2.2.7', 2, /it is a container[^]*`track_process: \[\]`/],
    ['a kernel without events', '2.2.7', 1, /CONFIG_PROC_EVENTS/],
  ])('refused: %s', (_, keepalived, events, words) => {
    expect(refusal(tracking, keepalived, events)).toMatch(words);
  });
});

describe('the question to the node', () => {
  const ask = (shell: string[], container: string, connector: string): number => {
    const directory = project({ connector });
    const script = processEvents
      .replace('/run/systemd/container', container)
      .replace('/proc/net/connector', connector === '' ? '/none' : join(directory, 'connector'));
    const [program = 'sh', ...words] = shell;
    try {
      execFileSync(program, [...words, '-c', script], { stdio: 'pipe' });
      return 0;
    } catch (error) {
      return (error as { status: number }).status;
    }
  };

  describe.each([[['dash']], [['bash']], [['busybox', 'sh']]])('%s', (shell) => {
    test.each([
      ['a kernel that reports', '/none', 'Name            ID\ncn_proc         1:1\n', 0],
      ['another connector only', '/none', 'Name            ID\nw1              3:1\n', 1],
      ['no connector', '/none', '', 1],
      ['a container', '/dev/null', 'cn_proc 1:1\n', 2],
    ])('%s', (_, container, connector, code) => {
      expect(ask(shell, container, connector)).toBe(code);
    });
  });
});
