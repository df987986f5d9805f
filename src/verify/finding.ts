import type { CheckResult } from '../core/failure.ts';

interface Finding {
  id: string;
  host?: string;
  title: string;
  /** What is wrong, one phrase each; none: the check holds. */
  problems: string[];
  /** What does not fail the check but a person should know. */
  warnings?: string[];
  /** What was looked at, in numbers, where nothing is wrong. */
  detail: string;
  /** What to do about a problem or a warning. */
  advice: string;
}

/** One result of a check. A warning is told like a problem, but the check holds. */
export function finding(of: Finding): CheckResult {
  const { id, host, title, problems, warnings = [], detail, advice } = of;
  const ok = problems.length === 0;
  return {
    id,
    title,
    ok,
    detail: [...problems, ...warnings, ...(ok && detail !== '' ? [detail] : [])].join('; '),
    ...(host === undefined ? {} : { host }),
    ...(ok && warnings.length > 0 ? { warning: true as const } : {}),
    advice,
  };
}

/** "lb01 51, lb02 61": what each host has, where they differ. */
export function sideBySide(values: { host: string; value: string }[]): string {
  return values.map(({ host, value }) => `${host} ${value}`).join(', ');
}

export function allEqual(values: { value: string }[]): boolean {
  return values.every(({ value }) => value === values[0]?.value);
}
