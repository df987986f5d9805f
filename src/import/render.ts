import { stringify } from 'yaml';
import type { ImportedPair } from './import-pair.ts';
import { shown } from './shown.ts';

/** Where the pair comes from, and what it is called now. */
export interface Origin {
  cluster: string;
  file: string;
  group: string;
}

/** The inventory as it is written: what was found, and a skeleton of what Ansible's inventory does not say. Pure. */
export function renderInventory(pair: ImportedPair, origin: Origin): string {
  const hosts = [...pair.hosts].map(([name, host], index) => [
    name,
    withoutEmpty({
      address: host.address,
      priority: 100 - 10 * index,
      connection: host.connection,
      vars: host.vars,
    }),
  ]);
  const groups = [...pair.groups].map(([name, group]) => [name, withoutEmpty({ ...group })]);
  const parts = [
    `${heading(origin)}${yaml({ cluster: origin.cluster, playbook: 'haproxy-keepalived' })}`,
    yaml(withoutEmpty({ connection: pair.connection })),
    yaml(withoutEmpty({ vars: pair.vars })),
    yaml({ hosts: Object.fromEntries(hosts) as object }).replace(
      '\n',
      '\n  # CHANGE: the highest priority holds the VIPs while all is well.\n',
    ),
    yaml(withoutEmpty({ groups: Object.fromEntries(groups) as object })),
    skeleton,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function heading({ file, group }: Origin): string {
  const [from, of] = [shown(group), shown(file, 200)];
  return `# From the group ${from} of ${of}, by \`hadeploy import ansible\`.
# Look at what says CHANGE; then: hadeploy plan
`;
}

function yaml(value: object): string {
  return Object.keys(value).length === 0
    ? ''
    : stringify(value, {
        lineWidth: 0,
        aliasDuplicateObjects: false,
        version: '1.2',
        singleQuote: true,
      });
}

/** Only what says something: an empty mapping makes people wonder. */
function withoutEmpty(value: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, part]) => typeof part !== 'object' || part === null || Object.keys(part).length > 0,
    ),
  );
}

const skeleton = `# CHANGE: an Ansible inventory does not say what the pair serves. Take the \`# \` away and correct each line.
#
# secrets:
#   # Before the first apply: export HADEPLOY_SECRET_VRRP=...   (at most 8 characters)
#   vrrp: { env: HADEPLOY_SECRET_VRRP }
#
# vrrp:
#   interface: eth0 # the interface that carries VRRP and the VIPs
#   instances:
#     # A free address of the same network, and a VRID (1 to 255) that nobody else uses there.
#     VIP: { vrid: 71, vip: 192.0.2.100, auth_pass: !secret vrrp }
#   track:
#     haproxy: { interval: 2 }
#
# haproxy:
#   frontends:
#     http_front:
#       bind: '192.0.2.100:80' # the VIP
#       default_backend: http_back
#   backends:
#     http_back:
#       balance: roundrobin
#       servers:
#         web01: { address: '192.0.2.21:80' }
#         web02: { address: '192.0.2.22:80' }
`;
