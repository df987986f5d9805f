import type { Breach } from '../core/breach.ts';
import { bindsOf } from './binds.ts';
import { checkRules } from './check-rules.ts';
import { portsOn, type HaproxySection } from './section.ts';

export interface HaproxyInput {
  haproxy: HaproxySection;
  vips: readonly { name: string; address: string }[];
  /** Health checks that look at what is behind these ports. */
  checks: readonly { name: string; ports: readonly number[] }[];
}

export type HaproxyRule = (input: HaproxyInput) => Breach[];

export const haproxyRules: HaproxyRule[] = [
  hasFrontends,
  backendsExist,
  modesAgree,
  listenersHaveOwnNames,
  bindsDiffer,
  vipsAreServed,
  serversAreNotOwnBinds,
  checkedPortsAreBound,
  ...checkRules,
];

function hasFrontends({ haproxy }: HaproxyInput): Breach[] {
  if (haproxy.config !== undefined || haproxy.stats !== undefined) return [];
  if (Object.keys(haproxy.listeners).length > 0 && Object.keys(haproxy.frontends).length === 0)
    return [];
  return (['frontends', 'backends'] as const)
    .filter((part) => Object.keys(haproxy[part]).length === 0)
    .map((part) => ({
      path: ['haproxy', part],
      message: `no ${part}: haproxy would serve nothing`,
      hint: 'describe at least one, or name a file of your own: `config: FILE`',
    }));
}

function backendsExist({ haproxy }: HaproxyInput): Breach[] {
  const known = Object.keys(haproxy.backends);
  if (known.length === 0 && Object.keys(haproxy.listeners).length === 0) return [];
  return Object.entries(haproxy.frontends)
    .filter(([, frontend]) => !known.includes(frontend.default_backend))
    .map(([name, frontend]) => ({
      path: ['haproxy', 'frontends', name, 'default_backend'],
      message: `no backend \`${frontend.default_backend}\``,
      hint: `backends: ${known.join(', ') || 'none'}`,
    }));
}

function modesAgree({ haproxy }: HaproxyInput): Breach[] {
  return Object.entries(haproxy.frontends).flatMap(([name, frontend]) => {
    const backend = haproxy.backends[frontend.default_backend];
    const own = frontend.mode ?? haproxy.mode;
    const other = backend?.mode ?? haproxy.mode;
    if (!backend || own === other) return [];
    return [
      {
        path: ['haproxy', 'frontends', name, 'default_backend'],
        message: `the frontend is in mode ${own}, its backend \`${frontend.default_backend}\` in mode ${other}`,
        hint: 'give both the same `mode`',
      },
    ];
  });
}

/** A listener is a frontend and a backend: haproxy refuses a second one of its name. */
function listenersHaveOwnNames({ haproxy }: HaproxyInput): Breach[] {
  return Object.keys(haproxy.listeners)
    .filter((name) => name in haproxy.frontends || name in haproxy.backends)
    .map((name) => ({
      path: ['haproxy', 'listeners', name],
      message: `\`${name}\` is the name of a ${name in haproxy.frontends ? 'frontend' : 'backend'} already`,
      hint: 'rename one of them',
    }));
}

/** haproxy accepts two listeners on one port (SO_REUSEPORT), and the kernel deals the connections out between them. */
function bindsDiffer({ haproxy }: HaproxyInput): Breach[] {
  const seen = new Map<string, string>();
  return ownBinds(haproxy).flatMap(({ bind, path, owner }) => {
    const other = seen.get(bind);
    seen.set(bind, other ?? owner);
    if (other === undefined) return [];
    return [
      {
        path,
        message: `${bind} is already bound by ${other}`,
        hint: '`haproxy -c` does not notice; the kernel would split the traffic between the two',
      },
    ];
  });
}

function vipsAreServed({ haproxy, vips }: HaproxyInput): Breach[] {
  if (haproxy.config !== undefined || bindsOf(haproxy).length === 0) return [];
  return vips
    .filter((vip) => portsOn(haproxy, vip.address).length === 0)
    .map((vip) => ({
      path: ['vrrp', 'instances', vip.name, 'vip'],
      message: `no frontend binds the VIP ${vip.address}: it would move and answer nothing`,
      hint: `add "${vip.address.includes(':') ? `[${vip.address}]` : vip.address}:80" to the \`bind\` of a frontend`,
    }));
}

function serversAreNotOwnBinds({ haproxy }: HaproxyInput): Breach[] {
  const binds = new Set(ownBinds(haproxy).map(({ bind }) => bind));
  return (['backends', 'listeners'] as const).flatMap((kind) =>
    Object.entries(haproxy[kind]).flatMap(([proxy, { servers }]) =>
      Object.entries(servers)
        .filter(([, server]) => binds.has(server.address))
        .map(([name, server]) => ({
          path: ['haproxy', kind, proxy, 'servers', name, 'address'],
          message: `${server.address} is bound by haproxy itself: requests would run in a circle`,
          hint: 'name the address of the real server',
        })),
    ),
  );
}

/** The shipped check_haproxy.sh would look for servers that no proxy has, and fail for ever. */
function checkedPortsAreBound({ haproxy, checks }: HaproxyInput): Breach[] {
  const bound = bindsOf(haproxy).map(({ endpoint }) => endpoint.port);
  return checks.flatMap(({ name, ports }) =>
    ports.flatMap((port, index) =>
      bound.includes(port)
        ? []
        : [
            {
              path: ['vrrp', 'track', name, 'ports', index],
              message: `no frontend or listener binds port ${port}: behind it the check would find no server`,
              hint: `ports that are bound: ${[...new Set(bound)].join(', ') || 'none'}`,
            },
          ],
    ),
  );
}

function ownBinds(haproxy: HaproxySection) {
  const stats = (haproxy.stats?.bind ?? []).map((bind) => ({
    bind,
    owner: 'the statistics page',
    path: ['haproxy', 'stats', 'bind'],
  }));
  return [...bindsOf(haproxy), ...stats];
}
