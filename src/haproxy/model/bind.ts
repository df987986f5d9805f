import { placeOf } from '../../core/place.ts';
import type { Section, Statement } from '../config/sections.ts';
import type { Token } from '../config/token.ts';
import { splitAddress } from './address.ts';
import type { Room } from './room.ts';
import type { BindModel } from './types.ts';

/** More ports than any real range; a hostile one must not fill the memory. */
const MOST_PORTS = 1024;

/** All addresses that a `frontend` or `listen` section listens on; sockets of the file system are not among them. */
export function bindsOf(section: Section, room: Room): BindModel[] {
  const onItsLine = section.words[1]?.text === 'from' ? [] : section.words.slice(1, 2);
  return [
    // `listen NAME ADDRESS:PORT`: an address in the section's own line, until haproxy 1.5.
    ...onItsLine.flatMap((word) => addressesIn(word, section, room)),
    ...section.statements
      .filter(({ keyword }) => keyword === 'bind')
      .flatMap((bind) => (bind.words[0] ? addressesIn(bind.words[0], bind, room) : [])),
  ];
}

function addressesIn(word: Token, line: Section | Statement, room: Room): BindModel[] {
  const options = line.words.slice(1).map(({ text }) => text);
  const ssl = options.includes('ssl');
  const transparent = options.includes('transparent');
  return word.text.split(',').flatMap((one) => {
    const endpoint = endpointOf(one);
    if (endpoint === null) return [];
    const { first, count } = endpoint;
    return Array.from({ length: room.take(count) }, (_, index) => ({
      ...placeOf(word),
      address: endpoint.address,
      port: first + index,
      ssl,
      transparent,
      datagram: endpoint.datagram,
      options,
    }));
  });
}

interface Endpoint {
  address: string;
  /** A range of ports. */
  first: number;
  count: number;
  datagram: boolean;
}

/**
 * `192.0.2.1:80`, `:80`, `*:80`, `[::1]:80`, `2001:db8::1:80` (the last colon counts), `ipv4@…`, `80-82`. null for
 * sockets of other kinds, and for what has no port that can be read (an environment variable).
 */
function endpointOf(text: string): Endpoint | null {
  const [, family, rest = ''] = /^(?:([a-z0-9+]+)@)?(.*)$/s.exec(text) ?? [];
  if (family !== undefined && !/^(ipv[46]|quic[46]|udp[46]?|tcp[46]?|mptcp[46]?)$/.test(family)) {
    return null;
  }
  const { host, port } = splitAddress(rest);
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(port ?? '') ?? [];
  if (first === undefined || rest.startsWith('/')) return null;
  return {
    datagram: /^(quic|udp)/.test(family ?? ''),
    address: host === '' || host === '0.0.0.0' ? (family?.endsWith('6') ? '::' : '*') : host,
    first: Number(first),
    count: Math.min(Number(last ?? first) - Number(first) + 1, MOST_PORTS),
  };
}
