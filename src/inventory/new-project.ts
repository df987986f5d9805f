import { badInput } from '../core/failure.ts';
import { name as nameSchema } from '../core/schema.ts';
import { inventoryJsonSchema } from './json-schema.ts';

/** Path inside the new project, and content. */
export interface NewFile {
  path: string;
  content: string;
}

/** The files of a new project for one cluster: what `hadeploy init NAME` writes. Pure. */
export function newProject(cluster: string): NewFile[] {
  const checked = nameSchema('a cluster').safeParse(cluster);
  if (!checked.success) {
    throw badInput({ message: `\`${cluster}\`: ${checked.error.issues[0]?.message ?? 'no name'}` });
  }
  return [
    { path: `inventory/${cluster}.yaml`, content: inventoryOf(cluster) },
    {
      path: '.hadeploy/inventory.schema.json',
      content: `${JSON.stringify(inventoryJsonSchema(), null, 2)}\n`,
    },
    { path: '.hadeploy/README.md', content: readme },
    { path: '.gitignore', content: gitignore },
  ];
}

function inventoryOf(cluster: string): string {
  return `# yaml-language-server: $schema=../.hadeploy/inventory.schema.json
# An active/standby pair of load balancers. Change what is marked; then:
#   hadeploy plan     checks this file, looks at the nodes and shows what would change
#   hadeploy apply    changes it, and proves that the pair still works
cluster: ${cluster}
playbook: haproxy-keepalived

connection:
  user: ops # CHANGE: who logs in; needs sudo
  become: sudo
  # identity: ~/.ssh/id_ed25519
  # proxy_jump: me@bastion.example

hosts:
  # CHANGE: addresses. The highest priority holds the VIPs while all is well.
  ${cluster}-lb01: { address: 192.0.2.11, priority: 100 }
  ${cluster}-lb02: { address: 192.0.2.12, priority: 90 }

secrets:
  # Never a password in this file. Before the first apply:
  #   export HADEPLOY_SECRET_VRRP=...      (at most 8 characters)
  # or keep it elsewhere: { file: PATH } { command: [pass, show, NAME] } { age: FILE.age }
  vrrp: { env: HADEPLOY_SECRET_VRRP }

vrrp:
  interface: eth0 # CHANGE: the interface that carries VRRP and the VIPs
  instances:
    # CHANGE: a free address of the same network, and a VRID (1 to 255) that nobody else uses there.
    VIP: { vrid: 71, vip: 192.0.2.100, auth_pass: !secret vrrp }
  track:
    # A node whose haproxy fails gives its VIPs up. No weight: the fastest takeover.
    haproxy: { interval: 2 }

haproxy:
  frontends:
    http_front:
      bind: '192.0.2.100:80' # CHANGE: the VIP
      default_backend: http_back
  backends:
    http_back:
      balance: roundrobin
      # httpchk: /healthz
      servers:
        web01: { address: '192.0.2.21:80' } # CHANGE
        web02: { address: '192.0.2.22:80' } # CHANGE
`;
}

const readme = `# A hadeploy project

- \`inventory/NAME.yaml\`: one file for each cluster.
- \`playbooks/NAME.yaml\`, \`playbooks/templates/\`: only where the built-in playbooks are not enough.
- \`.hadeploy/inventory.schema.json\`: for completion in editors; made anew by \`hadeploy schema\`.

In VS Code the YAML extension needs to know one tag: \`"yaml.customTags": ["!secret scalar"]\`.
`;

const gitignore = `# Secrets do not belong into a repository.
*.key
*.secret
/secrets/
# Saved plans hold configurations.
*.plan.json
`;
