import { describe, expect, it } from 'vitest';
import { complaintQueries, complaintsOf } from '../../../src/cli/adopt/complaints.ts';
import type { Facts } from '../../../src/core/facts.ts';
import type { LintNode } from '../../../src/lint/subject.ts';

const conf = '/etc/keepalived/keepalived.conf';
const cfg = '/etc/haproxy/haproxy.cfg';

function said(code: number, text: string, paths: string[] = [conf, cfg]): string[] {
  const files = paths.map((path) => ({ path, shown: path, text: '', mode: null, owner: null }));
  const node = { name: 'lb01', files } as unknown as LintNode;
  const outputs = {
    'keepalived-valid': { code, text },
    'haproxy-valid': { code: paths.includes(cfg) ? 0 : 1, text: '' },
  };
  return complaintsOf(node, { outputs } as unknown as Facts);
}

describe('what the daemons have against their own files', () => {
  it('asks both', () => {
    expect(complaintQueries).toMatchObject([
      { query: 'output', args: [conf] },
      { query: 'output', args: [cfg] },
    ]);
  });

  it('is told with their words, and what comes of it', () => {
    const [only, ...others] = said(5, '(VI_1) Ignoring track_interface eth0 since own interface\n');
    expect(only).toMatch(
      /^keepalived on lb01 refuses \/etc\/keepalived\/keepalived\.conf as it is there: .*: \(VI_1\) Ignoring/,
    );
    expect(only).toContain('apply will refuse every change of that file');
    expect(others).toEqual([]);
  });

  it('is nothing where they have nothing, where they must be asked again, and of no file', () => {
    expect(said(0, '')).toEqual([]);
    expect(said(143, '')).toEqual([]);
    expect(said(0, '', [conf])).toEqual([]);
  });
});
