/**
 * An inventory's last lines: the errors that lint finds in what the pair runs are let pass, by name, so that plan has
 * nothing against it as it is. Empty where there is none. Pure.
 */
export function exceptionsText(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  return [
    '',
    '# Mistakes that the pair had when it was adopted (`hadeploy explain ID`). plan and apply would refuse them: mend one,',
    '# then remove its line.',
    ...ids.map((id) => `# hadeploy: allow ${id}: the pair had it when it was adopted`),
    '',
  ].join('\n');
}
