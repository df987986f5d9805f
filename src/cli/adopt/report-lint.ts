import type { Finding } from '../../lint/finding.ts';

export interface Said {
  level: 'info' | 'warning';
  message: string;
}

export interface LintGiven {
  cluster: string;
  findings: Finding[];
  /** What plan would refuse; the inventory lets it pass. */
  refused: string[];
  /** What `hadeploy lint` is given to find the same again. */
  again: string;
}

/** Of a pair full of mistakes: lint tells the others. */
const MOST_FINDINGS = 10;

/** The tally, every error, and what the inventory lets pass. Pure. */
export function lintSaid({ cluster, findings, refused, again }: LintGiven): Said[] {
  const count = (severity: Finding['severity']): number =>
    findings.filter((one) => one.severity === severity).length;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const counts = `lint: ${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('note'), 'note')}`;
  return [
    ...errors.slice(0, MOST_FINDINGS).map(({ id, message }): Said => ({
      level: 'warning',
      message: `${id}: ${message}`,
    })),
    ...(refused.length === 0
      ? []
      : [
          {
            level: 'info' as const,
            message: `${refused.join(', ')}: let pass by the last lines of inventory/${cluster}.yaml, until you mend it`,
          },
        ]),
    { level: 'info', message: `${counts}; all of them: hadeploy lint ${again} --all` },
  ];
}

function plural(count: number, word: string): string {
  return `${count === 0 ? 'no' : count} ${word}${count === 1 ? '' : 's'}`;
}
