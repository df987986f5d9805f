import { canonical } from '../core/address.ts';
import type { Breach } from '../core/breach.ts';
import { endpointOf } from '../core/endpoint.ts';
import type { NginxSection } from './section.ts';

export interface NginxInput {
  nginx: NginxSection;
  vips: readonly { name: string; address: string }[];
}

export type NginxRule = (input: NginxInput) => Breach[];

export const nginxRules: NginxRule[] = [
  hasServers,
  upstreamsExist,
  backupsFitBalance,
  namesDiffer,
  vipsAreNotBound,
  statusIsApart,
];

function hasServers({ nginx }: NginxInput): Breach[] {
  if (nginx.config !== undefined || Object.keys(nginx.servers).length > 0) return [];
  return [
    {
      path: ['nginx', 'servers'],
      message: 'no servers: nginx would serve nothing',
      hint: 'describe at least one, or name a file of your own: `config: FILE`',
    },
  ];
}

function upstreamsExist({ nginx }: NginxInput): Breach[] {
  const known = Object.keys(nginx.upstreams);
  return Object.entries(nginx.servers).flatMap(([name, { proxy_pass }]) =>
    proxy_pass === undefined || known.includes(proxy_pass)
      ? []
      : [
          {
            path: ['nginx', 'servers', name, 'proxy_pass'],
            message: `no upstream \`${proxy_pass}\``,
            hint: `upstreams: ${known.join(', ') || 'none'}`,
          },
        ],
  );
}

/** ngx_http_upstream_module: `backup` cannot be used along with the hash, ip_hash and random methods. */
function backupsFitBalance({ nginx }: NginxInput): Breach[] {
  return Object.entries(nginx.upstreams).flatMap(([upstream, { balance, servers }]) =>
    balance !== 'ip_hash' && balance !== 'random'
      ? []
      : Object.entries(servers)
          .filter(([, server]) => server.backup)
          .map(([name]) => ({
            path: ['nginx', 'upstreams', upstream, 'servers', name, 'backup'],
            message: `nginx knows no backup servers with the balance \`${balance}\``,
            hint: 'write `balance: least_conn` or `roundrobin`, or remove `backup`',
          })),
  );
}

/** nginx only warns, and ignores the second. */
function namesDiffer({ nginx }: NginxInput): Breach[] {
  const seen = new Map<string, string>();
  return Object.entries(nginx.servers).flatMap(([name, server]) =>
    server.listen.flatMap((listen) =>
      server.server_name.flatMap((host) => {
        const key = `${listen} ${host.toLowerCase()}`;
        const other = seen.get(key);
        seen.set(key, other ?? name);
        if (other === undefined) return [];
        return [
          {
            path: ['nginx', 'servers', name, 'listen'],
            message: `${other} answers to \`${host}\` on ${listen} already: nginx would ignore this one`,
            hint: 'give it another `listen` or a `server_name` of its own',
          },
        ];
      }),
    ),
  );
}

/** `nginx -t` opens its sockets: where the VIP is elsewhere, it refuses a correct file. */
function vipsAreNotBound({ nginx, vips }: NginxInput): Breach[] {
  return Object.entries(nginx.servers).flatMap(([name, { listen }]) =>
    listen.flatMap((text) => {
      const found = endpointOf(text);
      const vip = vips.find(
        ({ address }) => found !== null && canonical(address) === canonical(found.address),
      );
      if (found === null || vip === undefined) return [];
      return [
        {
          path: ['nginx', 'servers', name, 'listen'],
          message: `${text} is the VIP ${vip.name}: nginx could not be checked nor started where the VIP is elsewhere`,
          hint: `write "*:${found.port}": it answers on the VIP as well`,
        },
      ];
    }),
  );
}

function statusIsApart({ nginx }: NginxInput): Breach[] {
  const port = endpointOf(nginx.status.listen)?.port;
  const taken = Object.entries(nginx.servers).find(([, { listen }]) =>
    listen.some((text) => endpointOf(text)?.port === port),
  );
  if (taken === undefined) return [];
  return [
    {
      path: ['nginx', 'servers', taken[0], 'listen'],
      message: `port ${port} is the port of the status page`,
      hint: 'take another one, or move the page: `status: { listen: "127.0.0.1:8091" }`',
    },
  ];
}
