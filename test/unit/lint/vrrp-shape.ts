import type { Rule } from '../../../src/lint/rule.ts';
import { findingsOf, type Given } from './pair.ts';

/** What a test varies of one instance; the rest is what write-ups have. */
export interface Shape {
  name?: string;
  vrid?: number | string;
  priority?: number;
  state?: string;
  link?: string;
  vips?: string[];
  /** More lines of the instance. */
  lines?: string;
}

export function instanceText(shape: Shape = {}): string {
  const { name = 'VI_1', vrid = 60, priority = 100, state = 'BACKUP', link = 'eth0' } = shape;
  const { vips = ['192.0.2.10/24'], lines = '' } = shape;
  return `vrrp_instance ${name} {
  state ${state}
  interface ${link}
  virtual_router_id ${vrid}
  priority ${priority}
  ${lines}
  virtual_ipaddress {
    ${vips.join('\n    ')}
  }
}
`;
}

/** A pair whose second node has the lower priority. */
export function pairOf(
  first: Shape,
  second: Shape = { ...first, priority: 90 },
  before = '',
): Record<string, Given> {
  return {
    a: { keepalived: before + instanceText(first) },
    b: { keepalived: before + instanceText({ priority: 90, ...second }) },
  };
}

/** "NODE SEVERITY LINE: MESSAGE", of one rule. */
export function said(rule: Rule, nodes: Record<string, Given>): string[] {
  return findingsOf(rule, nodes).map(
    ({ node, severity, line, message }) => `${node} ${severity} ${line}: ${message}`,
  );
}

export function script(weight: number, more = ''): string {
  return `vrrp_script chk {
  script "/bin/true"
  weight ${weight}
  ${more}
}
`;
}

export const tracked = 'track_script {\n    chk\n  }';
