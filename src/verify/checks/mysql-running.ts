import { finding } from '../finding.ts';
import { mysqlNodes, type MysqlNode } from '../mysql-nodes.ts';
import { outputOf, type Check } from '../view.ts';

/** The server answers, and would start at boot. */
export const mysqlRunning: Check = {
  id: 'mysql',
  needs: ['mysql'],
  check: (view) =>
    mysqlNodes(view).map((one) => {
      const { node, running, section } = one;
      const unit = node.facts.units[`${section.unit}.service`];
      const atBoot =
        unit === undefined || ['enabled', 'alias', 'static'].includes(unit.enabled)
          ? []
          : [`${section.unit} is ${unit.enabled || 'not enabled'}: it does not start at boot`];
      return finding({
        id: 'mysql',
        host: node.host.name,
        title: 'the database server answers and starts at boot',
        problems: [...(running === null ? [whyNot(one)] : []), ...atBoot],
        detail: `${running?.version ?? ''}, server_id ${running?.serverId ?? ''}`,
        advice:
          running === null
            ? `see why: systemctl status ${section.unit}; journalctl -u ${section.unit} -n 50`
            : `systemctl enable ${section.unit}`,
      });
    }),
};

function whyNot({ node }: MysqlNode): string {
  const answer = outputOf(node.facts, 'mysql');
  if (answer?.code === 2) return 'neither mariadb nor mysql is installed';
  const words = answer?.text.trim().split('\n')[0] ?? '';
  return words === '' ? 'it does not answer on its socket' : `it does not answer: ${words}`;
}
