import { canonical } from '../../core/address.ts';

/** A real server that the kernel sends connections of a virtual server to. */
export interface IpvsEntry {
  /** ADDRESS PORT, each: compared only. */
  service: string;
  server: string;
  weight: number;
}

export function ipvsKey(address: string, port: number): string {
  return `${canonical(address)} ${port}`;
}

/** Reads /proc/net/ip_vs, which is all in hexadecimals; services of a mark are left out. Pure. */
export function readIpvs(text: string): IpvsEntry[] {
  const entries: IpvsEntry[] = [];
  let service: string | null = null;
  for (const line of text.split('\n')) {
    const head = /^(\w+) +(\S+):([0-9A-F]{4}) /.exec(line);
    const server = /^ +-> (\S+):([0-9A-F]{4}) +\w+ +(\d+)/.exec(line);
    if (server !== null && service !== null) {
      const [, address = '', port = '', weight = ''] = server;
      entries.push({ service, server: keyOf(address, port), weight: Number(weight) });
    } else if (server === null && line !== '') {
      service = head === null ? null : keyOf(head[2] ?? '', head[3] ?? '');
    }
  }
  return entries;
}

/** C000020A, or [2001:0db8:…] with every digit. */
function keyOf(address: string, port: string): string {
  const isV4 = /^[0-9A-F]{8}$/.test(address);
  const bytes = address.match(/../g) ?? [];
  const plain = isV4
    ? bytes.map((byte) => parseInt(byte, 16)).join('.')
    : address.replace(/[[\]]/g, '');
  return ipvsKey(plain, parseInt(port, 16));
}
