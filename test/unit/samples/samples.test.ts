import { describe, expect, it } from 'vitest';
import { check, type Checked } from '../../samples/check.ts';
import { haproxyBlocks, haproxyTests } from '../../samples/haproxy-texts.ts';
import { judge } from '../../samples/judged.ts';
import { indentedBlocks, manualBlocks } from '../../samples/keepalived-texts.ts';

const texts = (blocks: { text: string }[]): string[] => blocks.map(({ text }) => text);

describe('the samples of a source tree', () => {
  it('are sections in a manual, and the statements of its examples', () => {
    const manual = `Prose.

  Example:
        listen a
            bind :80

        and so on

  Example :
        option httplog

  Prose again.
`;
    expect(haproxyBlocks(manual)).toEqual([
      { line: 4, text: '        listen a\n            bind :80\n\n', isPart: false },
      {
        line: 6,
        text: expect.stringMatching(/^listen sample\n.* {8}option httplog\n$/s) as string,
        isPart: false,
      },
    ]);
  });

  it('are the configurations of a test, as written and as it runs', () => {
    const script =
      'haproxy h1 -conf {\n  listen a\n    bind "fd@${fe}"\n    server s ${s1_addr}:${s1_port}\n} -start\n';
    expect(texts(haproxyTests(script))).toEqual([
      '  listen a\n    bind "fd@${fe}"\n    server s ${s1_addr}:${s1_port}\n',
      '  listen a\n    bind "127.0.0.1:20000"\n    server s 127.0.0.1:20001\n',
    ]);
  });

  it('are blocks of keepalived on a page, and what its manual page leaves unfilled', () => {
    expect(texts(indentedBlocks('So::\n\n  vrrp_instance A {\n  }\n\nAnd::\n\n  ip a\n'))).toEqual([
      '  vrrp_instance A {\n  }\n',
    ]);
    expect(texts(manualBlocks('.PP\nprose\n.nf\n\\fBa\\fR \\-1\n.fi\nprose\n'))).toEqual([
      'a -1\n',
    ]);
  });
});

describe('a sample', () => {
  const sample = (text: string): Checked =>
    check({ file: 'tests/a.cfg', line: 10, text, isPart: false }, 'haproxy', '2.6.12');

  it('is read and printed back, and has no errors', () => {
    expect(sample('listen a\n  bind :80\n  server s 192.0.2.1:80 check\n')).toMatchObject({
      isEqual: true,
      crash: null,
      errors: [],
    });
  });

  it('with a planted mistake has one, which only a judgement of its line lets pass', () => {
    const { errors } = sample(
      'listen a\n  bind :80\n  contimeout 5s\n  server s 192.0.2.1:80 check\n',
    );
    expect(errors).toMatchObject([{ rule: 'HAP031', line: 12, text: 'contimeout 5s' }]);
    const judgement = {
      rule: 'HAP031',
      why: '',
      lines: /contimeout /,
      files: { 'a.cfg': ['2.6.12'] },
    };
    const other = { ...judgement, lines: /clitimeout / };
    const passed = { unjudged: [], stale: [] };
    expect(judge(errors, [judgement], '2.6.12')).toEqual(passed);
    expect(judge(errors, [other], '2.6.12')).toEqual({
      unjudged: errors,
      stale: ['HAP031 in a.cfg, /clitimeout /'],
    });
    expect(judge([], [judgement], '2.6.12').stale).toHaveLength(1);
    expect(judge([], [judgement], '3.3')).toEqual(passed);
    expect(judge(errors, [judgement], '3.3')).toEqual(passed);
  });
});
