import { describe, expect, it, test } from 'vitest';
import { nearest } from '../../../src/core/nearest.ts';
import { keepalivedKnowsEveryWord } from '../../../src/lint/rules/keywords/keepalived-knows-every-word.ts';
import { findingsOf, instance } from './pair.ts';

const told = (keepalived: string, version?: string, files: Record<string, string> = {}) =>
  findingsOf(keepalivedKnowsEveryWord, {
    lb01: { keepalived, files, versions: version === undefined ? {} : { keepalived: version } },
  });
const file = 'lb01/etc/keepalived/keepalived.conf';

describe('VRRP060: words', () => {
  it('a slip of the fingers, with what was meant', () => {
    expect(told(instance('state MASTER\n  prority 100'))).toEqual([
      {
        id: 'VRRP060',
        severity: 'error',
        node: 'lb01',
        file,
        line: 3,
        column: 3,
        message: 'keepalived does not know "prority" in vrrp_instance: it ignores the statement',
        fix: 'write priority',
      },
    ]);
    expect(told(instance('Priority 100'))).toMatchObject([{ fix: 'write priority' }]);
    expect(told('vrrp_instnace V {\n  x\n}\n')).toMatchObject([
      { line: 1, message: expect.stringContaining('all that stands in its braces') as string },
    ]);
  });

  it('a word that is like none', () => {
    expect(told(instance('qqq 1'))).toMatchObject([
      { fix: 'remove it, or look for the right word in keepalived.conf(5)' },
    ]);
    const [found] = told(`\u001b[31m${'x'.repeat(500)}\n`);
    expect(found?.message).toContain('"\\u001b[31mxxx');
    expect(found?.message.length).toBeLessThan(200);
  });

  it('a word in the wrong block', () => {
    expect(told(instance('vrrp_script chk {\n  script /x\n}'))).toMatchObject([
      {
        message: '"vrrp_script" does not belong in vrrp_instance: keepalived ignores it there',
        fix: expect.stringContaining('it belongs outside of all blocks') as string,
      },
    ]);
    expect(told('global_defs {\n  notify_master /x\n}\n')).toMatchObject([
      { fix: expect.stringContaining('in vrrp_instance or in vrrp_sync_group') as string },
    ]);
  });

  it('a word that is younger than the node', () => {
    const text = instance('no_virtual_ipaddress');
    expect(told(text, '2.2.7')).toMatchObject([
      {
        message:
          'keepalived 2.2.7 does not know "no_virtual_ipaddress" yet: it ignores the statement',
        fix: 'remove it, or install keepalived 2.2.8 or newer',
      },
    ]);
    expect(told(text, '2.2.8')).toEqual([]);
    expect(told(text)).toEqual([]);
    const pool = 'virtual_server 192.0.2.10 80 {\n  failover_threshold 50\n}\n';
    expect(told(pool, '2.3.4')).toHaveLength(1);
    expect(told(pool, '2.3.5')).toEqual([]);
  });

  it('a word that is gone', () => {
    expect(told('global_defs {\n  lvs_id LB\n}\n')).toMatchObject([{ severity: 'warning' }]);
    expect(told('global_defs {\n  glob_strict\n}\n')).toEqual([]);
    expect(told('global_defs {\n  glob_strict\n}\n', '2.1.5')).toEqual([]);
    expect(told('global_defs {\n  glob_strict\n}\n', '2.2.4')).toMatchObject([
      { severity: 'warning' },
    ]);
  });

  it('members of a group without its block, as very old samples have them', () => {
    expect(told(`vrrp_sync_group G {\n  VI_1\n  VI_9\n}\n${instance('')}`)).toMatchObject([
      { line: 2, severity: 'warning' },
      { line: 3, severity: 'error' },
    ]);
  });

  it('a name that nothing defines, where a statement should stand', () => {
    const text = `$A=\\\n${instance('state BACKUP').replaceAll('\n', ' \\\n')}\n\n`;
    expect(told(`${text}$A\n$B\n`)).toMatchObject([{ line: 8, severity: 'error' }]);
    expect(told(instance('${B}\nunicast_peer {\n$B\n}'))).toMatchObject([{ line: 2 }]);
    expect(told(`${text}$A\ninclude names.conf\n$B\n`)).toEqual([]);
    expect(told('$_PWD\n${_RANDOM 1 2}\n')).toEqual([]);
  });

  it('silent about addresses, names and routes, synonyms, and what definitions stand for', () => {
    expect(
      told(`vrrp_track_file f {\n  file "/x"\n}\ntrack_file g {\n  file /y\n}
$P=priority
${instance(`$P 100\nstate BACKUP\ntrack_script { chk }\nvirtual_ipaddress {
  192.0.2.1 dev eth0\n  prority\n}\nvirtual_routes {\n  blackhole 192.0.2.0/24\n}\n@other nonsense`)}
virtual_server 192.0.2.1 80 {\n  real_server 192.0.2.2 80 {\n    MISC_CHECK {\n      misc_path "/x y"\n    }\n  }\n}`),
    ).toEqual([]);
  });

  it('tells of an included file where it stands, and knows the includes that are not there', () => {
    const files = { '/etc/keepalived/conf.d/a.conf': '\n  prority 5\n' };
    expect(told(instance('include conf.d/*.conf\nincluder /none'), undefined, files)).toMatchObject(
      [{ file: 'lb01/etc/keepalived/conf.d/a.conf', line: 2, column: 3 }],
    );
  });

  it('does not guess a thousand times', () => {
    const found = told('vrrp_scrpt x\n'.repeat(150));
    expect(found).toHaveLength(150);
    expect(new Set(found.map(({ fix }) => fix)).size).toBe(2);
  });
});

describe('VRRP060: shape', () => {
  it.each([
    ['vrrp_instance V {\n', 1, 17, 'add the } where the block ends'],
    ['}\n', 1, 1, 'remove it, or look for the { that is missing before it'],
    ['{\n}\n', 1, 1, 'write the name of the block before it, or remove it and its }'],
    ['global_defs {\n  router_id "a\n}\n', 2, 13, 'close the quote on the same line'],
    [
      'global_defs\nvrrp_instance V {\n}\n',
      1,
      1,
      'write global_defs … { and a } after its last line',
    ],
    ['vrrp_instance V {\n  ...\n}\n', 2, 3, 'write what belongs here, or remove it'],
    ['vrrp_instance V {\n  priority ...\n}\n', 2, 12, 'write what belongs here, or remove it'],
    [
      'vrrp_instance V {\n  unicast_peer {\n    …\n  }\n}\n',
      3,
      5,
      'write what belongs here, or remove it',
    ],
  ])('%j', (text, line, column, fix) => {
    expect(told(text)).toMatchObject([{ line, column, severity: 'error', fix }]);
  });

  it('dots in quotes are a text', () => {
    expect(told('global_defs {\n  router_id "..."\n}\n')).toEqual([]);
  });

  it('a state that is none', () => {
    expect(told(instance('  state master'))).toMatchObject([
      {
        line: 2,
        column: 9,
        severity: 'warning',
        message: expect.stringContaining('keepalived -t refuses the file') as string,
        fix: 'write state MASTER',
      },
    ]);
    expect(told(instance('state backup'))).toMatchObject([{ severity: 'warning' }]);
    expect(told(instance('state SLAVE'))).toMatchObject([
      { severity: 'warning', fix: 'write state BACKUP' },
    ]);
    expect(told(instance('state $STATE'))).toEqual([]);
  });

  it('words of the environment', () => {
    expect(told(instance('priority ${_ENV PRIORITY}\n${_ENV  MORE }\nstate BACKUP'))).toEqual([]);
    expect(told(instance('priorty ${_ENV PRIORITY}'))).toHaveLength(1);
  });
});

test('nearest', () => {
  const known = ['priority', 'preempt', 'state'];
  expect(nearest('PRIORITY', known)).toBe('priority');
  expect(nearest('priroity', known)).toBe('priority');
  expect(nearest('stat', known)).toBe('state');
  expect(nearest('weight', known)).toBeNull();
  expect(nearest('x'.repeat(1000), known)).toBeNull();
});
