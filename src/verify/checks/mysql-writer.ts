import { isReadOnly, writerOf } from '../../mysql/section.ts';
import { finding } from '../finding.ts';
import { answering } from '../mysql-nodes.ts';
import type { Check } from '../view.ts';

/** SQL002: who may write is who shall. */
export const mysqlWriter: Check = {
  id: 'mysql-writer',
  needs: ['mysql'],
  check: (view) =>
    answering(view).map(({ node, running, section }) => {
      const { name } = node.host;
      const shallRefuse = isReadOnly(section, name);
      const writer = writerOf(section);
      const isWriter = section.writers === 'both' || name === writer;
      return finding({
        id: 'mysql-writer',
        host: name,
        title: shallRefuse ? 'it refuses writes: the other node writes' : 'it takes writes',
        problems:
          running.readOnly === shallRefuse
            ? []
            : [
                running.readOnly
                  ? 'it is read_only'
                  : 'it is not read_only: two nodes may be written to',
              ],
        detail: `read_only is ${running.readOnly ? 'ON' : 'OFF'}; ${isWriter ? 'it is the writer' : `${writer} is the writer`}`,
        advice: shallRefuse
          ? "after a takeover by hand this is as it must be, until the writer is back; else: mariadb -e 'SET GLOBAL read_only=ON'"
          : "mariadb -e 'SET GLOBAL read_only=OFF', when you know that the other node does not write",
      });
    }),
};
