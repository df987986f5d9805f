import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/lint/finding.ts';
import { rules } from '../../../src/lint/rules.ts';
import { sarif } from '../../../src/report/sarif.ts';

const finding: Finding = {
  id: 'VRRP001',
  severity: 'error',
  node: 'lb02',
  file: 'lb 02/keepalived.conf',
  line: 12,
  column: 5,
  message: 'VRID 51 and 52',
  fix: 'one of them',
};

interface Result {
  ruleId: string;
  ruleIndex?: number;
  level: string;
  message: { text: string };
  locations: {
    physicalLocation?: {
      artifactLocation: { uri: string };
      region?: { startLine: number; startColumn?: number };
    };
    logicalLocations?: { name: string }[];
  }[];
  suppressions?: { kind: string; justification: string }[];
}

interface Log {
  version: string;
  $schema: string;
  runs: {
    tool: { driver: { name: string; rules: { id: string; help: { text: string } }[] } };
    results: Result[];
  }[];
}

function logOf(findings: Finding[], allowed: { finding: Finding; reason: string }[] = []): Log {
  return JSON.parse(sarif({ version: '1.2.3', rules, findings, allowed })) as Log;
}

const resultsOf = (log: Log): Result[] => log.runs.flatMap(({ results }) => results);

describe('SARIF', () => {
  it('has what 2.1.0 requires, and help for every rule', () => {
    const log = logOf([finding]);
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'hadeploy' } } }],
    });
    expect(log.$schema).toContain('sarif-2.1.0');
    const known = log.runs[0]?.tool.driver.rules ?? [];
    expect(known.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    expect(known.every(({ help }) => help.text.includes('Fix: '))).toBe(true);
    const [result] = resultsOf(log);
    expect(result).toMatchObject({ ruleId: 'VRRP001', level: 'error' });
    expect(known[result?.ruleIndex ?? -1]?.id).toBe('VRRP001');
    expect(result?.message.text).toBe('VRID 51 and 52. Fix: one of them');
  });

  it.each([
    ['lb 02/keepalived.conf', 'lb%2002/keepalived.conf'],
    ['/srv/a#b/keepalived.conf', 'file:///srv/a%23b/keepalived.conf'],
    ['prod/lb01:/etc/haproxy/haproxy.cfg', 'prod/lb01/etc/haproxy/haproxy.cfg'],
  ])('points at %s', (file, uri) => {
    const [location] = resultsOf(logOf([{ ...finding, file }]))[0]?.locations ?? [];
    expect(location?.physicalLocation?.artifactLocation.uri).toBe(uri);
    expect(location?.physicalLocation?.region).toEqual({ startLine: 12, startColumn: 5 });
  });

  it('names the node of what is in no file', () => {
    const nowhere = { ...finding, file: null, line: null, column: null };
    expect(resultsOf(logOf([nowhere]))[0]?.locations).toEqual([
      { logicalLocations: [{ name: 'lb02', kind: 'module' }] },
    ]);
  });

  it('keeps what a comment allows, as suppressed', () => {
    const [result] = resultsOf(logOf([], [{ finding, reason: 'two switches' }]));
    expect(result?.suppressions).toEqual([{ kind: 'inSource', justification: 'two switches' }]);
    expect(resultsOf(logOf([]))).toEqual([]);
  });
});
