import type { Pool } from '../mysql/rules.ts';
import type { Inventory } from './schema.ts';

/** What the balancers of a cluster send connections to, for the rules about databases. */
export function databasePools({ lvs, haproxy }: Inventory): Pool[] {
  return [
    ...Object.entries(lvs?.virtual_servers ?? {}).map(([name, { servers, scheduler }]) => ({
      path: ['lvs', 'virtual_servers', name, 'scheduler'],
      title: `the virtual server ${name}`,
      active: named(servers),
      byWeight: scheduler === 'fo',
      hint: 'write `scheduler: fo` (the server with the highest weight gets all), and give the writer the higher weight',
    })),
    ...(['backends', 'listeners'] as const).flatMap((kind) =>
      Object.entries(haproxy?.[kind] ?? {}).map(([name, { servers }]) => ({
        path: ['haproxy', kind, name, 'servers'],
        title: `${kind === 'backends' ? 'the backend' : 'the listener'} ${name}`,
        active: named(servers).filter((one) => servers[one.name]?.backup !== true),
        byWeight: false,
        hint: 'write `backup: true` at the other server',
      })),
    ),
  ];
}

function named(servers: Record<string, { address: string; weight?: number | undefined }>) {
  return Object.entries(servers).map(([name, { address, weight }]) => ({
    name,
    address,
    weight: weight ?? 1,
  }));
}
