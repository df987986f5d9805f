/** What src/remote/verify/network.sh printed. */
export interface Network {
  links: { interface: string; mtu: number; mac: string | null }[];
  /** Who answered for an address: more than one MAC where two machines have it. */
  arp: { interface: string; address: string; mac: string }[];
  /** What ARP was asked with; null: the node has nothing for it, and `arp` is empty. */
  arpBy: string | null;
  /** The node's own neighbour table. */
  neighbours: { interface: string; address: string; mac: string }[];
}

export function readNetwork(text: string): Network {
  const network: Network = { links: [], arp: [], arpBy: null, neighbours: [] };
  for (const line of text.split('\n')) {
    const [word, name = '', second = '', third = ''] = line.split(' ');
    const mac = third.toLowerCase();
    if (word === 'link') {
      network.links.push({ interface: name, mtu: Number(second), mac: mac === '-' ? null : mac });
    } else if (word === 'arp') network.arp.push({ interface: name, address: second, mac });
    else if (word === 'arp-by') network.arpBy = name;
    else if (word === 'neighbour')
      network.neighbours.push({ interface: name, address: second, mac });
  }
  return network;
}

export function macsOf({ links }: Network): string[] {
  return links.flatMap(({ mac }) => mac ?? []);
}
