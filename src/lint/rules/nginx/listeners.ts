import { everywhere, inBlock, textsOf } from '../../../nginx/find.ts';
import type { Directive } from '../../../nginx/tree.ts';
import type { NodeView } from '../../view.ts';

export interface Listener {
  at: Directive;
  /** `*`: every address. */
  address: string;
  port: number;
}

export interface HttpServer {
  block: Directive;
  /** Without a `listen` it is port 80. */
  listeners: Listener[];
  names: { at: Directive; name: string }[];
}

/** The `server` blocks of http. */
export function httpServersOf({ nginx }: NodeView): HttpServer[] {
  return everywhere(nginx?.directives ?? [], 'server').flatMap(({ directive: block, around }) => {
    if (block.block === null || around[0]?.name !== 'http') return [];
    const listeners = inBlock(block, 'listen').flatMap(listenerOf);
    const names = inBlock(block, 'server_name').flatMap((at) =>
      textsOf(at).map((name) => ({ at, name: name.toLowerCase() })),
    );
    const isPlain = inBlock(block, 'listen').length === 0;
    return [
      {
        block,
        listeners: isPlain ? [{ at: block, address: '*', port: 80 }] : listeners,
        names: names.length > 0 ? names : [{ at: block, name: '' }],
      },
    ];
  });
}

/** `listen`, of http and of stream. */
export function listenersOf({ nginx }: NodeView): Listener[] {
  return everywhere(nginx?.directives ?? [], 'listen').flatMap(({ directive }) =>
    listenerOf(directive),
  );
}

/** `80`, `192.0.2.1`, `*:80`, `[::]:80`; none of a socket, or where only the run tells. */
function listenerOf(at: Directive): Listener[] {
  const [said = ''] = textsOf(at);
  if (/^\d+$/.test(said)) return [{ at, address: '*', port: Number(said) }];
  const found = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+|\*|localhost))(?::(\d{1,5}))?$/.exec(said);
  if (found === null) return [];
  const [, six, four = '', port = '80'] = found;
  return [{ at, address: six ?? four, port: Number(port) }];
}
