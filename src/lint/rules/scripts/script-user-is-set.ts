import type { NodeRule } from '../../rule.ts';

export const scriptUserIsSet: NodeRule = {
  id: 'SCR003',
  severity: 'note',
  scope: 'node',
  title: 'enable_script_security and script_user are set where scripts are run',
  why:
    'Without them keepalived runs every script as root (or as keepalived_script, where that user exists), also one that ' +
    'others than root can change, and says so in the log at each start.',
  fix: 'in global_defs: enable_script_security and script_user USER',
  source: 'keepalived.conf(5); keepalived issue 901; measured',
  check(node) {
    const model = node.keepalived?.model;
    if (model === undefined || node.scripts.length === 0) return [];
    const { scriptSecurity, scriptUser } = model.global;
    const missing = [
      ...(scriptSecurity ? [] : ['enable_script_security']),
      ...(scriptUser === null && !scriptSecurity ? ['script_user'] : []),
    ];
    if (missing.length === 0) return [];
    return [
      {
        at: node.scripts[0] ?? null,
        message: `${node.name} runs scripts without ${missing.join(' and ')}`,
      },
    ];
  },
};
