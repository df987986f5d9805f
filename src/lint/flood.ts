import type { Finding } from './finding.ts';

/** Of one rule in one file: nobody reads more, and a file of garbage has a hundred thousand. */
const MOST = 200;

/** The first of each rule in each file; the last of them says how many more there are. Pure. */
export function withoutFlood(findings: readonly Finding[]): Finding[] {
  const alike = new Map<string | null, Map<string, number>>();
  const nth = findings.map(({ id, file }) => {
    const ofFile = alike.get(file) ?? new Map<string, number>();
    const count = (ofFile.get(id) ?? 0) + 1;
    ofFile.set(id, count);
    alike.set(file, ofFile);
    return count;
  });
  return findings.flatMap((finding, index) => {
    const count = nth[index] ?? 0;
    if (count > MOST) return [];
    const more = (alike.get(finding.file)?.get(finding.id) ?? 0) - MOST;
    if (count < MOST || more <= 0) return [finding];
    return [{ ...finding, message: `${finding.message}; ${more} more of ${finding.id} after it` }];
  });
}
