import { describe, expect, test } from 'vitest';
import { loadText, refusals } from '../inventory/temp-project.ts';

const head = `cluster: pair
playbook: nginx-keepalived
hosts:
  web1: { address: 192.0.2.11, priority: 100 }
  web2: { address: 192.0.2.12, priority: 90 }
vrrp:
  interface: eth0
  instances: { WEB: { vrid: 51, vip: 192.0.2.100 } }
  track: { nginx: { interval: 2 } }
nginx:
`;

test('a VIP answers on the ports of nginx', async () => {
  const cluster = await loadText(
    `${head}  servers: { a: { listen: ['*:80', '[::]:80'], root: /srv/www }, b: { listen: '192.0.2.11:81', root: /srv } }\n`,
  );
  expect(cluster.vips[0]?.ports).toEqual([80]);
});

describe('refused', () => {
  test.each([
    ['  user: nginx\n', 'pair.yaml:10:1 nginx.servers: no servers: nginx would serve nothing'],
    [
      "  servers: { a: { listen: '*:80' } }\n",
      'pair.yaml:11:17 nginx.servers.a: needs either `proxy_pass: UPSTREAM` or `root: DIRECTORY`',
    ],
    [
      "  servers: { a: { listen: '*:80', proxy_pass: ap } }\n",
      'pair.yaml:11:47 nginx.servers.a.proxy_pass: no upstream `ap`',
    ],
    [
      "  servers: { a: { listen: '*:80', root: /a }, b: { listen: ['*:81', '*:80'], root: /b } }\n",
      'pair.yaml:11:60 nginx.servers.b.listen: a answers to `_` on *:80 already: nginx would ignore this one',
    ],
    [
      "  servers: { a: { listen: '192.0.2.100:80', root: /a } }\n",
      'pair.yaml:11:27 nginx.servers.a.listen: 192.0.2.100:80 is the VIP WEB: nginx could not be checked nor started where the VIP is elsewhere',
    ],
    [
      "  servers: { a: { listen: '*:8090', root: /a } }\n",
      'pair.yaml:11:27 nginx.servers.a.listen: port 8090 is the port of the status page',
    ],
    [
      "  servers: { a: { listen: '*:80', root: /a/../etc } }\n",
      'pair.yaml:11:41 nginx.servers.a.root: must be an absolute path, without blanks',
    ],
    [
      `  servers: { a: { listen: '*:80', proxy_pass: app } }
  upstreams: { app: { balance: ip_hash, servers: { s: { address: '192.0.2.9:80', backup: true } } } }
`,
      'pair.yaml:12:90 nginx.upstreams.app.servers.s.backup: nginx knows no backup servers with the balance `ip_hash`',
    ],
  ])('%s', async (nginx, expected) => {
    expect(await refusals(head + nginx)).toEqual([expected]);
  });
});
