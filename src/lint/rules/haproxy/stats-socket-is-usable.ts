import type { NodeRule, Observation } from '../../rule.ts';
import type { SocketModel } from '../../../haproxy/model/types.ts';

export const statsSocketIsUsable: NodeRule = {
  id: 'HAP012',
  severity: 'note',
  scope: 'node',
  title: 'there is a stats socket for administration, and only its group may use it',
  why:
    'Through the socket one sees which server is down and why, takes servers out before maintenance, and a reload ' +
    'hands over the listeners. Without level admin it only shows; open to everybody, any account of the node may stop ' +
    'the service.',
  fix: 'stats socket /run/haproxy/admin.sock mode 660 level admin in global',
  source: 'haproxy management guide, 9.3',
  check: ({ haproxy }) => {
    if (haproxy === null) return [];
    const { sockets } = haproxy.model.global;
    const open = sockets.flatMap(openToAll);
    if (open.length > 0 || sockets.some(({ level }) => level === 'admin')) return open;
    const [first] = sockets;
    return [
      {
        at: first ?? haproxy.file.sections.find(({ kind }) => kind === 'global') ?? null,
        message:
          first === undefined
            ? 'there is no stats socket: nobody can ask this haproxy anything, or take a server out'
            : `stats socket ${first.address} has level ${first.level}: it can show, but take no server out`,
      },
    ];
  },
};

/** The last digit of the mode is what others may; a mode with a digit less means something else than it looks. */
function openToAll(socket: SocketModel): Observation[] {
  const others = Number(socket.mode?.at(-1) ?? 0);
  if (socket.level === 'user' || (others & 2) === 0) return [];
  return [
    {
      at: socket,
      severity: 'warning',
      message: `every account of the node may use stats socket ${socket.address} (mode ${socket.mode ?? ''}, level ${socket.level})`,
      fix: 'mode 660, with the group of those who may',
    },
  ];
}
