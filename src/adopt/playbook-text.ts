import { stringify } from 'yaml';
import type { Section } from './pair.ts';

/** The text of a playbook. Pure. */
export function playbookText(name: string, steps: readonly Section[]): string {
  const head = [
    '# What adopt found on both nodes, and nothing besides. The built-in playbook does more: see',
    '# `playbook: haproxy-keepalived`.',
  ];
  const about = `The pair ${name} as it was found`;
  const body = stringify({ name, about, steps }, { lineWidth: 0 });
  return `${head.join('\n')}\n${body}`;
}
