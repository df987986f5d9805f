import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { Cluster } from '../../../src/core/cluster.ts';
import type { Facts, OutputFact } from '../../../src/core/facts.ts';
import { drillNames, serverDrills } from '../../../src/core/drill.ts';
import { Secret } from '../../../src/core/secret.ts';
import { nginxOf } from '../../../src/nginx/section.ts';
import { drillField } from '../../../src/cli/drill/field.ts';
import { Fleet } from '../../../src/engine/fleet.ts';
import { loadCluster } from '../../../src/inventory/load.ts';
import { mysqlSection } from '../../../src/mysql/section.ts';
import { scopeOf } from '../../../src/playbook/scope.ts';
import { render } from '../../../src/playbook/template.ts';
import { HAPROXY_CFG, KEEPALIVED_CONF } from '../../../src/verify/needs.ts';
import { viewOf, type VerifyView } from '../../../src/verify/view.ts';
import { factsOf } from '../engine/facts.ts';
import { lvsPair, VIP } from '../lvs-pair.ts';

/** What is known of a host beside its address. */
interface Known {
  keepalived?: string;
  haproxy?: string;
  services?: string[];
  outputs?: Record<string, OutputFact>;
}

function viewWith(cluster: Cluster, known: Record<string, Known> = {}): VerifyView {
  return viewOf(
    cluster,
    cluster.hosts.map((host) => {
      const { services = [], ...rest } = known[host.name] ?? {};
      return { host, facts: factsWith(host.target.address, rest), services };
    }),
  );
}

function factsWith(address: string, { keepalived, haproxy, outputs = {} }: Known): Facts {
  const file = (text: string) =>
    ({ type: 'file', content: Buffer.from(text) }) as unknown as Facts['files'][string];
  return factsOf({
    addresses: [{ interface: 'eth0', family: 4, address, prefixLength: 24 }],
    files: {
      ...(keepalived !== undefined && { [KEEPALIVED_CONF]: file(keepalived) }),
      ...(haproxy !== undefined && { [HAPROXY_CFG]: file(haproxy) }),
    },
    outputs,
  });
}

function fieldOf(cluster: Cluster, known: Record<string, Known> = {}, later = known) {
  const never = () => Promise.reject(new Error('not here'));
  return drillField({
    cluster,
    fleet: new Fleet(never),
    run: 'r',
    owner: 'anna@laptop',
    dial: never,
    probeEveryMs: 50,
    view: viewWith(cluster, known),
    look: () => Promise.resolve(viewWith(cluster, later)),
    seesServices: false,
    health: () => Promise.resolve([]),
    interrupt: new AbortController().signal,
  });
}

const served = (...addresses: string[]): Cluster => {
  const cluster = lvsPair();
  const [vip] = cluster.vips;
  if (vip === undefined) throw new Error('no VIP');
  return { ...cluster, vips: addresses.map((address) => ({ ...vip, address, ports: [80] })) };
};

const template = readFileSync('playbooks/templates/keepalived.conf.liquid', 'utf8');
/** The keepalived.conf that a shipped inventory gives to a host. */
function confOf(cluster: Cluster, name: string): string {
  const host = cluster.hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  const source = {
    text: template,
    file: 'keepalived.conf.liquid',
    partials: [resolve('playbooks/templates')],
  };
  return render({ ...source, format: 'keepalived' }, scopeOf(cluster, host)).text;
}

const shipped = (cluster: string): Promise<Cluster> =>
  loadCluster({
    projectDir: '.',
    cluster,
    env: { HADEPLOY_SECRET_STATS: 'not-admin', HADEPLOY_SECRET_REPLICATION: 'golden-12' },
    connection: {},
  });

test('only hosts that may hold a VIP watch over it', () => {
  const field = fieldOf(served(VIP));
  expect(field.nodes.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(field.vips).toEqual([
    { name: 'VIP', instance: 'VIP', address: VIP, port: 80, path: null },
  ]);
  expect(field.params('a', null).vips).toEqual([VIP]);
  expect(field.params('web', null).vips).toEqual([]);
});

test('with one such host VRRP cannot be blocked between two', () => {
  const cluster = served(VIP);
  const alone = { ...cluster, vips: cluster.vips.map((vip) => ({ ...vip, hosts: ['a'] })) };
  expect(fieldOf(alone).unfit({ drill: 'vrrp-blocked', host: 'a' })).toMatch(/only one node/);
  expect(fieldOf(cluster).unfit({ drill: 'vrrp-blocked', host: 'a' })).toBeNull();
});

test('several VIPs of one instance are told apart, each asked at its own address', () => {
  expect(fieldOf(served(VIP, '192.0.2.101')).vips).toEqual([
    { name: `VIP ${VIP}`, instance: 'VIP', address: VIP, port: 80, path: null },
    { name: 'VIP 192.0.2.101', instance: 'VIP', address: '192.0.2.101', port: 80, path: null },
  ]);
});

describe('web-ha: nginx on the nodes that hold the VIP', async () => {
  const cluster = await shipped('web-ha');
  const node = (name: string): Known => ({
    keepalived: confOf(cluster, name),
    services: ['nginx.service', 'keepalived.service'],
  });
  const field = fieldOf(cluster, { web1: node('web1'), web2: node('web2') });

  it('is drilled for nginx, and for no other service', () => {
    const possible = drillNames.filter((drill) => field.absent(drill) === null);
    expect(possible).toEqual([
      'nginx-stopped',
      'nginx-killed',
      'keepalived-stopped',
      'keepalived-killed',
      'link-down',
      'power-cut',
      'reboot',
      'vrrp-blocked',
    ]);
    expect(field.params('web1', 'nginx-stopped').services).toEqual(['nginx.service']);
  });

  it('has the bound of the check that looks at nginx', () => {
    const [vip] = field.vips;
    const question = { fault: 'nginx-stopped', victim: 'web1', holder: 'web1' } as const;
    expect(vip && field.boundOf(vip, question)).toMatchObject({
      // interval 2 × fall 2, its run, the skew of priority 50, the move.
      outageMs: 4_000 + 500 + 805 + 150,
      moves: true,
    });
  });

  it('says what it lacks where another drill is asked for', () => {
    expect(field.unfit({ drill: 'haproxy-stopped', host: 'web1' })).toBe(
      'no VIP of web-ha is there for haproxy: it does not run where they are, and no check of keepalived names it',
    );
    expect(field.unfit({ drill: 'real-server-down', host: 'web1' })).toBe(
      'no web server that a playbook runs behind an address that is asked is a host of web-ha',
    );
    expect(field.unfit({ drill: 'database-down', host: 'web1' })).toMatch(/^no database behind/);
  });
});

describe('lvs-dr: web servers behind directors', async () => {
  const cluster = await shipped('lvs-dr');
  const table = (...servers: string[]): Known['outputs'] => ({
    ipvs: {
      code: 0,
      text: `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  C0A85856:0050 wrr persistent 60 FFFFFFFF
${servers.map((one) => `  -> ${one}:0050      Route   1      0          0         \n`).join('')}`,
    },
  });
  const directors = (outputs: Known['outputs'] = {}): Known => ({
    keepalived: confOf(cluster, 'lvs1'),
    services: ['keepalived.service'],
    outputs,
  });
  const known = (outputs?: Known['outputs']): Record<string, Known> => ({
    lvs1: directors(outputs),
    lvs2: directors(outputs),
    web1: { services: ['nginx.service'] },
    web2: { services: ['nginx.service'] },
  });
  const field = fieldOf(cluster, known());
  const question = { fault: 'real-server-down', victim: 'web1', holder: 'lvs1' } as const;
  const [vip] = field.vips;

  it('are stopped where they are, and the directors watch', () => {
    expect(field.servers.map(({ drill, host }) => `${drill} ${host}`)).toEqual([
      'real-server-down web1',
      'real-server-down web2',
    ]);
    expect(field.nodes.map(({ name }) => name)).toEqual(['lvs1', 'lvs2']);
    expect(field.params('web1', 'real-server-down').services).toEqual(['nginx.service']);
    expect(field.absent('nginx-stopped')).toMatch(/^no VIP of lvs-dr is there for nginx/);
    expect(field.unfit({ drill: 'real-server-down', host: 'web1' })).toBeNull();
  });

  it('are out of use within what their check says, and the VIP stays', () => {
    expect(vip && field.boundOf(vip, question)).toEqual({
      outageMs: 5_000 + 9_000 + 2_000 + 150,
      moves: false,
      splitBrainMs: 0,
      failbackMs: null,
      terms: [
        { what: 'TCP_CHECK: delay_loop', ms: 5_000 },
        { what: 'TCP_CHECK: retry × delay_before_retry', ms: 9_000 },
        { what: 'TCP_CHECK: its own runs', ms: 2_000 },
        { what: 'kernel, gratuitous ARP, retry', ms: 150 },
      ],
    });
    expect(field.serversBackMs).toBe(1_000 + 5_000 + 500);
  });

  it('are looked for in the table of each director', async () => {
    const planned = { drill: 'real-server-down', host: 'web1' } as const;
    const after = (...servers: string[]) => fieldOf(cluster, known(), known(table(...servers)));
    expect(await after('C0A85854').unseen(planned)).toEqual([]);
    expect(await after('C0A85853', 'C0A85854').unseen(planned)).toEqual([
      'lvs1 still sends requests to web1',
      'lvs2 still sends requests to web1',
    ]);
  });

  it('one that serves alone is left alone', () => {
    const without = confOf(cluster, 'lvs1').replace('weight 2', 'weight 0');
    const alone = { ...directors(), keepalived: without };
    const of = fieldOf(cluster, { ...known(), lvs1: alone, lvs2: alone });
    expect(of.unfit({ drill: 'real-server-down', host: 'web1' })).toBe(
      'web1 is the only server behind WEB: without it there is an outage by design',
    );
  });

  it('two ports of one host are one server: they stop together', () => {
    const twice = confOf(cluster, 'lvs1')
      .replace('real_server 192.168.88.84 80', 'real_server 192.168.88.83 8080')
      .replaceAll('lvs_method DR', 'lvs_method NAT');
    const alone = { ...directors(), keepalived: twice };
    const of = fieldOf(cluster, { ...known(), lvs1: alone, lvs2: alone });
    expect(of.unfit({ drill: 'real-server-down', host: 'web1' })).toMatch(
      /^web1 is the only server/,
    );
  });

  it('an nginx that listens elsewhere is not what the VIP is for', () => {
    const [site] = Object.values(nginxOf(cluster.context)?.servers ?? {});
    const listen = site?.listen ?? [];
    const elsewhere = {
      ...cluster,
      context: {
        ...cluster.context,
        nginx: { servers: { site: { ...site, listen: ['*:8081'] } } },
      },
    };
    expect(listen).not.toEqual([]);
    expect(fieldOf(elsewhere, known()).servers).toEqual([]);
  });
});

describe('full-stack: web servers and databases behind directors', async () => {
  const cluster = await shipped('full-stack');
  const director = (name: string): Known => ({
    keepalived: confOf(cluster, name),
    services: ['keepalived.service'],
  });
  const field = fieldOf(cluster, {
    lvs1: director('lvs1'),
    lvs2: director('lvs2'),
    web1: { services: ['nginx.service'] },
    web2: { services: ['nginx.service'] },
  });

  it('are stopped without --drill; the sorry server is nobody to go past', () => {
    expect(field.servers.map(({ drill, host }) => `${drill} ${host}`)).toEqual([
      'real-server-down web1',
      'real-server-down web2',
      'database-down db1',
    ]);
    for (const { drill, host } of field.servers) {
      expect(field.onRequest(drill)).toBe(false);
      expect(field.unfit({ drill, host })).toBeNull();
    }
    expect(field.params('db1', 'database-down').services).toEqual(['mariadb.service']);
  });

  it('the other database has the connections within what the check says', () => {
    const vip = field.vips.find(({ port }) => port === 3306);
    const question = { fault: 'database-down', victim: 'db1', holder: 'lvs1' } as const;
    expect(vip && field.boundOf(vip, question)).toMatchObject({
      outageMs: 5_000 + 1_000 + 1_000 + 150,
      moves: false,
    });
  });
});

describe('web-cluster: one haproxy, no VIP', async () => {
  const cluster = await shipped('web-cluster');
  const known: Record<string, Known> = {
    proxy1: {
      haproxy: readFileSync('test/golden/web-cluster/proxy1/etc/haproxy/haproxy.cfg', 'utf8'),
      services: ['haproxy.service'],
    },
    web1: { services: ['nginx.service'] },
    web2: { services: ['nginx.service'] },
  };
  const field = fieldOf(cluster, known);

  it('is asked at its own address', () => {
    expect(field.vips).toEqual([
      {
        name: 'proxy1 webservers',
        instance: null,
        address: '192.168.88.77',
        port: 80,
        path: '/',
      },
    ]);
  });

  it('is asked whether it has taken a server out', async () => {
    const stats = (status: string): typeof known => ({
      ...known,
      proxy1: { ...known.proxy1, outputs: { haproxy: { code: 0, text: answerWith(status) } } },
    });
    const answerWith = (status: string) =>
      `Name: HAProxy\n\n# pxname,svname,status,type,bck\nwebservers,web1,${status},2,0\nwebservers,web2,UP,2,0\n`;
    const planned = { drill: 'real-server-down', host: 'web1' } as const;
    const unseenWith = (status: string) => fieldOf(cluster, known, stats(status)).unseen(planned);
    expect(await unseenWith('DOWN')).toEqual([]);
    expect(await unseenWith('UP 1/5')).toEqual(['proxy1 still sends requests to web1']);
  });

  it('has servers to stop, and nothing to fail over', () => {
    const possible = drillNames.filter((drill) => field.absent(drill) === null);
    expect(possible).toEqual(['real-server-down']);
    expect(field.absent('keepalived-stopped')).toBe('no host of web-cluster may hold a VIP');
    const [vip] = field.vips;
    const question = { fault: 'real-server-down', victim: 'web2', holder: 'proxy1' } as const;
    expect(vip && field.boundOf(vip, question).outageMs).toBe(10_000 + 150);
  });
});

describe('a database behind directors', () => {
  const cluster = served(VIP);
  const [first] = cluster.vips;
  if (first === undefined) throw new Error('no VIP');
  const database = { ...cluster, vips: [{ ...first, ports: [3306] }] };
  const web = database.hosts.find(({ name }) => name === 'web')?.target.address ?? '';
  const conf = (check: string) => `vrrp_instance VIP {
  virtual_ipaddress {
    ${VIP}
  }
}
virtual_server ${VIP} 3306 {
  delay_loop 5
  sorry_server 192.0.2.99 3306
  real_server ${web} 3306 {
    ${check}
  }
}
`;
  const script = `MISC_CHECK {
      misc_path /bin/check
      misc_timeout 5
      retry 1
    }`;
  const fieldWith = (check: string) => {
    const director = { keepalived: conf(check), services: ['keepalived.service'] };
    return fieldOf(database, { a: director, b: director });
  };
  const mysql = mysqlSection.parse({
    nodes: { web: { server_id: 1 }, other: { server_id: 2 } },
    unit: 'maria',
    replication: { password: new Secret('replication', 'not-a-secret') },
  });
  const question = { fault: 'database-down', victim: 'web', holder: 'a' } as const;
  const boundWith = (check: string) => {
    const field = fieldWith(check);
    const [vip] = field.vips;
    return vip && field.boundOf(vip, question);
  };

  it('is stopped by whichever name its unit has, and the sorry server serves', () => {
    const field = fieldWith(script);
    expect(field.unfit({ drill: 'database-down', host: 'web' })).toBeNull();
    expect(field.params('web', 'database-down').services).toEqual([
      'mariadb.service',
      'mysql.service',
      'mysqld.service',
    ]);
    expect(field.absent('real-server-down')).not.toBeNull();
    expect(boundWith(script)?.outageMs).toBe(5_000 + 1_000 + 1_000 + 150);
  });

  it('is stopped only by request, where nobody can see what it replicates', () => {
    expect(fieldWith(script).onRequest('database-down')).toBe(true);
    expect(fieldWith(script).onRequest('real-server-down')).toBe(false);
    const replicated = { ...database, context: { ...database.context, mysql } };
    const director = { keepalived: conf(script), services: ['keepalived.service'] };
    const field = fieldOf(replicated, { a: director, b: director });
    expect(field.onRequest('database-down')).toBe(false);
    expect(field.params('web', 'database-down').services).toEqual(['maria.service']);
  });

  it('that nothing checks stays in for ever, and is not tried', () => {
    expect(boundWith('weight 1')).toMatchObject({
      outageMs: Infinity,
      terms: [{ what: 'no check of a sees web behind VIP stop' }],
    });
  });
});

test('a pair whose servers are no hosts of the inventory has none to stop', () => {
  const field = fieldOf(served(VIP));
  for (const drill of serverDrills) expect(field.absent(drill)).not.toBeNull();
});
