import { lab } from '../../lab/support/lab.ts';
import { onNode } from '../../lab/support/node.ts';
import { get } from '../../lab/support/traffic.ts';

/** Faults of the lab's hosts, for drills. */

export function powerCut(host: string): { fault(): Promise<unknown>; undo(): Promise<unknown> } {
  return { fault: () => lab('power-off', host), undo: () => lab('power-on', host) };
}

export function stopped(
  service: string,
  host: string,
): { fault(): Promise<unknown>; undo(): Promise<unknown> } {
  return {
    fault: () => onNode(host, `systemctl stop ${service}`),
    undo: () => onNode(host, `systemctl start ${service}`),
  };
}

/** Who answers so many requests, one after the other: the name on its page. */
export async function answering(address: string, requests: number): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < requests; i += 1) {
    const { from, error } = await get(address);
    names.push(error ?? nameOn(from ?? ''));
  }
  return names;
}

/** A page of the trial-page role, or a web server of the lab, which says nothing else. */
function nameOn(page: string): string {
  return /<title>([^<]*)<\/title>/.exec(page)?.[1] ?? page.trim();
}

/** The inventory names of the nodes that have this address. */
export async function holding(
  address: string,
  nodes: Record<string, string>,
  device = 'eth0',
): Promise<string[]> {
  const asked = Object.entries(nodes).map(async ([name, host]) => {
    const shown = await onNode(host, `ip -o -4 address show dev ${device}`);
    return shown.includes(` ${address}/`) ? [name] : [];
  });
  return (await Promise.all(asked)).flat();
}
