import type { NodeRule } from '../../rule.ts';
import { pathOf, sourceOf } from '../../shell/body.ts';

export const onlyRootChangesScript: NodeRule = {
  id: 'SCR018',
  severity: 'warning',
  scope: 'node',
  title: 'only root can change what keepalived runs',
  why:
    'Whoever can change the script has the rights of the user that keepalived runs it as, which mostly is root. With ' +
    'enable_script_security keepalived refuses it, and the instance tracks nothing.',
  fix: 'chown root:root, chmod 755, in a folder of root: /etc/keepalived',
  source: 'keepalived.conf(5), enable_script_security; keepalived issue 842; measured',
  check: (node) => {
    const security = node.keepalived?.model.global.scriptSecurity === true;
    const told = new Set<string>();
    return node.scripts.flatMap((script) => {
      const source = sourceOf(script, node);
      if (source === null || told.has(pathOf(script))) return [];
      told.add(pathOf(script));
      const { path, mode, owner } = source;
      const user = owner?.split(':')[0] ?? 'root';
      const isOpen = mode !== null && (mode & 0o022) !== 0;
      if (!isOpen && user === 'root') return [];
      const how = [
        ...(user === 'root' ? [] : [`belongs to ${user}`]),
        ...(isOpen ? [`has mode ${mode.toString(8).padStart(4, '0')}`] : []),
      ];
      return [
        {
          at: script,
          severity: security ? ('error' as const) : ('warning' as const),
          message: `${path} on ${node.name} ${how.join(' and ')}: others than root can change it${security ? ', so keepalived refuses it' : ''}`,
          fix: `chown root:root ${path}; chmod 755 ${path}`,
        },
      ];
    });
  },
};
