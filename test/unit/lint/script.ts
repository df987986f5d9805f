import type { Rule } from '../../../src/lint/rule.ts';
import { findingsOf, type Given } from './pair.ts';

export const PATH = '/etc/keepalived/check.sh';

/** A keepalived.conf that runs one check. */
export function checking(command = PATH, settings = 'interval 2\nweight -20', global = ''): string {
  return `${global}
vrrp_script chk {
  script "${command}"
  ${settings}
}
vrrp_instance VI_1 {
  virtual_router_id 51
  virtual_ipaddress {
    192.0.2.10/24
  }
  track_script {
    chk
  }
}
`;
}

/** What a rule says of a check script's text: severities and messages. */
export function saidOf(rule: Rule, text: string, given: Given = {}, path = PATH): string[] {
  const body = text.startsWith('#!') ? text : `#!/bin/bash\n${text}\n`;
  const found = findingsOf(rule, {
    lb01: { keepalived: checking(path), files: { [path]: body }, ...given },
  });
  return found.map(({ severity, message }) => `${severity}: ${message}`);
}

/** The same of a command that stands in keepalived.conf. */
export function saidOfCommand(rule: Rule, command: string): string[] {
  const found = findingsOf(rule, { lb01: { keepalived: checking(command) } });
  return found.map(({ severity, message }) => `${severity}: ${message}`);
}

/** Of a node's files. */
export function saidOfNode(rule: Rule, given: Given): string[] {
  return findingsOf(rule, { lb01: given }).map(
    ({ severity, message }) => `${severity}: ${message}`,
  );
}
