import type { Finding } from './finding.ts';

/** Of one rule in one file: nobody reads more, and a file of garbage has a hundred thousand. */
const MOST = 200;

/** The first of each rule in each file; the last of them says how many more there are. Pure. */
export function withoutFlood(findings: readonly Finding[]): Finding[] {
  const alike = new Map<string, number>();
  const nth = findings.map((finding) => {
    const key = keyOf(finding);
    const count = (alike.get(key) ?? 0) + 1;
    alike.set(key, count);
    return count;
  });
  return findings.flatMap((finding, index) => {
    const count = nth[index] ?? 0;
    const more = (alike.get(keyOf(finding)) ?? 0) - MOST;
    if (count > MOST) return [];
    if (count < MOST || more <= 0) return [finding];
    return [{ ...finding, message: `${finding.message}; ${more} more of ${finding.id} after it` }];
  });
}

function keyOf({ id, file }: Finding): string {
  return `${id} ${file ?? ''}`;
}
