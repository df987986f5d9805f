import { services, type Service } from '../../core/drill.ts';
import type { InstanceModel, NodeModel } from '../model/types.ts';

/** What a service is called in the name of a check, its command or a process. */
const words: Record<Service, RegExp> = {
  haproxy: /haproxy/i,
  nginx: /nginx/i,
  mariadb: /maria|mysql/i,
};

interface Named {
  name: string;
  command?: string;
  process?: string;
}

export function names(service: Service, { name, command = '', process = '' }: Named): boolean {
  return words[service].test(`${name} ${command} ${process}`);
}

export function namesAnother(service: Service, named: Named): boolean {
  return services.some((other) => other !== service && names(other, named));
}

/** The services that an instance's scripts and processes name. */
export function guardedBy(node: NodeModel, { tracks }: InstanceModel): Service[] {
  const named = tracks.flatMap(({ kind, name }): Named[] => {
    if (kind === 'script') return node.scripts.filter((one) => one.name === name);
    return kind === 'process' ? node.processes.filter((one) => one.name === name) : [];
  });
  return services.filter((service) => named.some((one) => names(service, one)));
}

/** What an instance is for: the first service that its checks name, else haproxy; null where it tracks nothing and there is no haproxy. */
export function serviceBehind(node: NodeModel, instance: InstanceModel): Service | null {
  const [first] = guardedBy(node, instance);
  if (first !== undefined) return first;
  return node.haproxy === null && instance.tracks.length === 0 ? null : 'haproxy';
}
