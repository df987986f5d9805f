import fc from 'fast-check';
import type { PageData } from '../../../src/report/report-data.ts';
import { sample } from './fixtures.ts';

/** Strings that break out of text, attributes, comments and CDATA, and characters that XML has no way to write. */
export const hostile = fc.oneof(
  fc.constantFrom(
    '"><script>alert(1)</script>',
    "' onload='alert(1)",
    '</title></svg><img src=x onerror=alert(1)>',
    ']]>&amp;<!--',
    '\u0000\u0008\u001b[2J',
    '\ud800',
    '\ufffe\uffff',
    '\u202egnp.exe',
    'url(http://evil.example/)',
  ),
  fc.string({ unit: 'binary' }),
  fc.string(),
);

/** Names of our own, which no report shows as they are. */
const kept = new Set(['outcome', 'kind', 'drill']);
/** Records whose keys are names of hosts. */
const byHost = new Set(['clockErrorMs', 'values']);

/** The sample with the text appended to every name and every sentence: hosts stay different, and in order. */
export function poisoned(text: string): PageData {
  const poison = (value: unknown, field: string): unknown => {
    if (typeof value === 'string') return kept.has(field) ? value : value + text;
    if (Array.isArray(value)) return value.map((each) => poison(each, field));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, each]) => [
      byHost.has(field) ? key + text : key,
      poison(each, key),
    ]);
    return Object.fromEntries(entries);
  };
  const drills = sample.drills.map((drill) => ({
    ...drill,
    vips: drill.vips.map((vip) => ({ ...vip, probes: vip.probes.slice(0, 5) })),
  }));
  return poison({ ...sample, drills }, '') as PageData;
}
