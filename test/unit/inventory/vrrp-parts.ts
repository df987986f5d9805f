import { pair, refusals, type Loading } from './temp-project.ts';

/** The sound pair with other instances, served on every address. */
export function withInstances(instances: string, more = ''): string {
  return pair
    .replace('    FRONT: { vrid: 51, vip: 192.0.2.100 }\n', instances)
    .replace('  track: {', `${more}  track: {`)
    .replace('"192.0.2.100:80"', '"*:80"');
}

/** Two directors, two web servers and what goes between them. */
export const directors = `cluster: pair
playbook: lvs
hosts:
  lvs1: { address: 192.0.2.11, priority: 100 }
  lvs2: { address: 192.0.2.12, priority: 50 }
  web1: { address: 192.0.2.21 }
  web2: { address: 192.0.2.22 }
groups:
  directors: { hosts: [lvs1, lvs2] }
vrrp:
  hosts: directors
  interface: eth0
  instances:
    WEB: { vrid: 51, vip: 192.0.2.100/24 }
lvs:
  virtual_servers:
    http:
      address: 192.0.2.100:80
      method: DR
      servers:
        web1: { address: "192.0.2.21:80", weight: 1 }
        web2: { address: "192.0.2.22:80", weight: 2 }
`;

export function directorsWith(from: string, to: string): string {
  if (!directors.includes(from)) throw new Error(`the directors have no ${from}`);
  return directors.replace(from, to);
}

/** What a text is refused with: path and words. Each has a place, which other tests look at. */
export async function wrongs(text: string, options: Loading = {}): Promise<string[]> {
  const all = await refusals(text, options);
  return all.map((one) => one.replace(/^pair\.yaml:\d+:\d+ /, ''));
}
