import { finding } from '../finding.ts';
import { said, type Check, type NodeView } from '../view.ts';

/** SYS027: two nodes on one machine die together. Told where a guest can see it, else said that it cannot. */
export const sharedMachine: Check = {
  id: 'shared-machine',
  needs: ['machine'],
  check({ nodes }) {
    if (nodes.length < 2) return [];
    const seen = nodes.map((node) => ({ host: node.host.name, ...machineOf(node) }));
    const together = seen.flatMap((one, index) =>
      seen
        .slice(index + 1)
        .filter((other) => one.id !== null && one.id === other.id)
        .map((other) => `${one.host} and ${other.host} are on one machine (${one.how})`),
    );
    const unseen = seen.filter(({ id }) => id === null);
    return [
      finding({
        id: 'shared-machine',
        title: 'the nodes stand on different machines',
        problems: [],
        warnings: together,
        detail:
          together.length > 0
            ? `${nodes.length} nodes asked`
            : unseen.length > 0
              ? `cannot be seen from inside: ${unseen.map(({ host, how }) => `${host} is ${how}`).join(', ')}`
              : seen.map(({ host, how }) => `${host}: ${how}`).join(', '),
        advice: 'one power supply takes both: move one to another machine (anti-affinity rule)',
      }),
    ];
  },
};

/** `id` is equal for two nodes on one machine; null where the node cannot see what is below it. */
function machineOf({ facts }: NodeView): { id: string | null; how: string } {
  const fields = new Map(
    said(facts, 'machine')
      .split('\n')
      .map((line) => {
        const [name = '', ...value] = line.split('=');
        return [name, value.join('=').trim()] as const;
      }),
  );
  const value = (name: string): string => fields.get(name) ?? '';
  const hypervisor = value('hypervisor');
  if (hypervisor !== '') return { id: `host ${hypervisor}`, how: `a guest of ${hypervisor}` };
  if (!['', 'none'].includes(value('container'))) {
    // All containers of a machine share its kernel, and with it the boot.
    return {
      id: `boot ${value('boot_id')}`,
      how: `a ${value('container')} container, kernel booted as ${value('boot_id').slice(0, 8)}`,
    };
  }
  if (value('vm') === 'none')
    return { id: `boot ${value('boot_id')}`, how: 'a machine of its own' };
  return { id: null, how: `a ${value('product_name') || value('vm') || 'virtual'} guest` };
}
