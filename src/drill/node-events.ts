import { sanitize } from '../core/text.ts';

/**
 * What the recorder on a node has written (src/remote/drill/30-look.sh), as data. `at` in milliseconds since the epoch
 * by the node's clock.
 */
export type NodeEvent =
  /** Everything that is there at this moment. */
  | { event: 'listed'; at: number; linksUp: string[]; addresses: HeldAddress[] }
  | ({ event: 'address'; at: number; there: boolean } & HeldAddress)
  | { event: 'link'; at: number; interface: string; up: boolean }
  /** The fault was done, or taken back. */
  | { event: 'fault' | 'undo'; at: number }
  /** A line of keepalived. */
  | { event: 'said'; at: number; text: string }
  /** The node went dark: nothing of it answers any more. Never written by a node. */
  | { event: 'dark'; at: number };

export interface HeldAddress {
  interface: string;
  /** Without prefix length. */
  address: string;
}

/** Pure; what it does not know it leaves out. A list that was cut off is as if it had never begun. */
export function parseNodeEvents(lines: string[]): NodeEvent[] {
  const events: NodeEvent[] = [];
  let list: Extract<NodeEvent, { event: 'listed' }> | null = null;
  for (const line of lines) {
    if (line === 'listed-end') {
      if (list !== null) events.push(list);
      list = null;
    } else if (line.startsWith('listed ')) {
      list = { event: 'listed', at: Number(line.slice(7)), linksUp: [], addresses: [] };
    } else {
      const event = parseLine(line, list?.at ?? null);
      if (event === null) continue;
      if (list === null || !isState(event)) events.push(event);
      else if (event.event === 'address') {
        list.addresses.push({ interface: event.interface, address: event.address });
      } else if (event.up) list.linksUp.push(event.interface);
    }
  }
  return events;
}

type State = Extract<NodeEvent, { event: 'address' | 'link' }>;

/** A line of `ip monitor` carries its time; one of a list does not, and has the list's. */
function parseLine(line: string, listedAt: number | null): NodeEvent | null {
  const drill = /^(fault|undo) (\d+)$/.exec(line);
  if (drill) return { event: drill[1] as 'fault' | 'undo', at: Number(drill[2]) };
  const said = /^(\d{9,}\.\d+) \S+ \S*[Kk]eepalived\S*: (.*)$/.exec(line);
  if (said) return { event: 'said', at: Number(said[1]) * 1000, text: sanitize(said[2] ?? '') };
  const stamped = /^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d+)\] (.*)$/.exec(line);
  const at = stamped ? Date.parse(`${stamped[1]}Z`) + Number(`0.${stamped[2]}`) * 1000 : listedAt;
  return at === null ? null : parseState(stamped?.[3] ?? line, at, stamped !== null);
}

function parseState(text: string, at: number, stamped: boolean): State | null {
  const deleted = text.startsWith('Deleted ');
  const words = (deleted ? text.slice(8) : text).split(/\s+/);
  const name = (words[1] ?? '').replace(/[:@].*$/, '');
  if (!/^\d+:$/.test(words[0] ?? '') || name === '') return null;
  if (words[2] === 'inet' || words[2] === 'inet6') {
    const address = words[3]?.split('/')[0] ?? '';
    return { event: 'address', at, interface: name, address, there: !deleted };
  }
  const flags = /^<(.*)>$/.exec(words[2] ?? '')?.[1]?.split(',');
  if (flags === undefined) return null;
  // Of a list, only what is up is kept; of an event, both count.
  const up = !deleted && flags.includes('UP') && flags.includes('LOWER_UP');
  return stamped || up ? { event: 'link', at, interface: name, up } : null;
}

function isState(event: NodeEvent): event is State {
  return event.event === 'address' || event.event === 'link';
}
