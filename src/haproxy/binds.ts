import { endpointOf, type Endpoint } from '../core/endpoint.ts';
import type { HaproxySection } from './section.ts';

/** One address that clients of a service are served on. */
interface ServiceBind {
  /** As it is written. */
  bind: string;
  endpoint: Endpoint;
  mode: 'http' | 'tcp';
  /** For people: "frontend web". */
  owner: string;
  /** The proxy whose servers serve it. */
  servedBy: string;
  path: string[];
}

/** Of all frontends and listeners; the statistics page is no service. */
export function bindsOf(section: HaproxySection): ServiceBind[] {
  const proxies = [
    ...Object.entries(section.frontends).map(([name, one]) => ({
      ...{ name, kind: 'frontend', bind: one.bind, mode: one.mode },
      servedBy: one.default_backend,
    })),
    ...Object.entries(section.listeners).map(([name, one]) => ({
      ...{ name, kind: 'listener', bind: one.bind, mode: one.mode },
      servedBy: name,
    })),
  ];
  return proxies.flatMap(({ name, kind, bind, mode, servedBy }) =>
    bind.flatMap((text) => {
      const endpoint = endpointOf(text);
      if (endpoint === null) return [];
      return [
        {
          bind: text,
          endpoint,
          mode: mode ?? section.mode,
          owner: `${kind} ${name}`,
          servedBy,
          path: ['haproxy', `${kind}s`, name, 'bind'],
        },
      ];
    }),
  );
}
