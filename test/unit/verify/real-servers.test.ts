import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/core/cluster.ts';
import type { Facts } from '../../../src/core/facts.ts';
import type { Session } from '../../../src/core/session.ts';
import { lvsSection } from '../../../src/keepalived/lvs/section.ts';
import { runChecks } from '../../../src/verify/checks.ts';
import { orphanVip } from '../../../src/verify/checks/orphan-vip.ts';
import { realServer } from '../../../src/verify/checks/real-server.ts';
import { HAPROXY_CFG, KEEPALIVED_CONF, queriesFor } from '../../../src/verify/needs.ts';
import { pairGate } from '../../../src/verify/pair-gate.ts';
import { vipAnswers } from '../../../src/verify/vip-answers.ts';
import { vipHolders } from '../../../src/verify/vip-holders.ts';
import { viewOf, type VerifyView } from '../../../src/verify/view.ts';
import { hostOf } from '../engine/fake-pair.ts';
import { having, lvsPair, VIP } from '../lvs-pair.ts';
import { cluster as pair, edit, healthy, services } from './healthy.ts';

const cluster: Cluster = { ...pair, hosts: [...pair.hosts, hostOf('web', 100)] };

/** The lab's pair, and a web server that has the VIPs on lo: no keepalived, no haproxy, no configuration of either. */
function view(spoil: (web: Facts) => void = () => {}, which = cluster.hosts): VerifyView {
  const { lb01, lb02 } = healthy();
  const web: Facts = {
    ...healthy().lb02,
    files: { [KEEPALIVED_CONF]: { type: 'absent' }, [HAPROXY_CFG]: { type: 'absent' } },
    units: {},
    sysctls: {},
    addresses: cluster.vips.map(({ address }) => ({
      interface: 'lo',
      family: 4,
      address,
      prefixLength: 32,
    })),
  };
  const nginx = { code: 0, text: 'nginx: configuration file test is successful' };
  const silent = { code: 127, text: '' };
  web.outputs = {
    ...web.outputs,
    keepalived: silent,
    haproxy: silent,
    'keepalived-valid': silent,
    'haproxy-valid': silent,
    'check-scripts': silent,
    network: { code: 0, text: 'link 2 eth0 1500 02:42:c6:33:64:20\narp-by perl\n' },
    'nginx-valid': nginx,
  };
  const running = lb01.units['haproxy.service'];
  if (running !== undefined) web.units['nginx.service'] = running;
  spoil(web);
  const [first, second, third] = cluster.hosts;
  const probed = [
    { host: first, facts: lb01, services },
    { host: second, facts: lb02, services },
    { host: third, facts: web, services: ['nginx.service'] },
  ];
  return viewOf(
    cluster,
    probed.flatMap(({ host, ...rest }) =>
      host !== undefined && which.includes(host) ? [{ host, ...rest }] : [],
    ),
  );
}

const failing = (of: VerifyView) =>
  runChecks(of).flatMap(({ ok, id, host, detail }) =>
    ok ? [] : [`${id} ${host ?? 'pair'}: ${detail}`],
  );

describe('a web server behind the pair', () => {
  it('is asked for what it is there for, and for nothing of the pair', () => {
    expect(failing(view())).toEqual([]);
    const ids = runChecks(view()).flatMap(({ id, host }) => (host === 'web' ? [id] : []));
    expect(ids.filter((id) => ['orphan-vip', 'servers-up', 'nonlocal-bind'].includes(id))).toEqual(
      [],
    );
    expect(ids.filter((id) => ['daemon', 'config-valid'].includes(id))).toEqual([
      'daemon',
      'config-valid',
    ]);
  });

  it('its dead nginx, and a file that nginx refuses, are told', () => {
    const dead = view((web) => {
      const unit = web.units['nginx.service'];
      if (unit !== undefined) web.units['nginx.service'] = { ...unit, active: 'failed' };
    });
    expect(failing(dead)).toEqual(['daemon web: failed (running)']);
    const wrong = {
      code: 1,
      text: 'nginx: [emerg] unknown directive "x" in /etc/nginx/nginx.conf:3',
    };
    const refused = view((web) => void (web.outputs = { ...web.outputs, 'nginx-valid': wrong }));
    expect(failing(refused)[0]).toMatch(/^config-valid web: the configuration has errors/);
  });

  it('a VIP on its lo is no orphan', () => {
    expect(orphanVip.check(view()).map(({ host, ok }) => [host, ok])).toEqual([
      ['prod-bj-lb01', true],
      ['prod-bj-lb02', true],
    ]);
  });

  it('when it answers ARP for a VIP, it is named', () => {
    const [mac] = view().nodes[2]?.network.links.map(({ mac: own }) => own) ?? [];
    const { lb01, lb02 } = healthy();
    edit(lb01, 'network', /$/, `arp eth0 ${cluster.vips[0]?.address} ${mac}\n`);
    const [one, two] = cluster.hosts;
    if (one === undefined || two === undefined) throw new Error('no hosts');
    const web = view().nodes[2];
    const looked = viewOf(cluster, [
      { host: one, facts: lb01, services },
      { host: two, facts: lb02, services },
      ...(web === undefined ? [] : [{ ...web, services: ['nginx.service'] }]),
    ]);
    expect(failing(looked).join()).toMatch(/third-host pair: .* answers too.*: that is web/);
  });

  it('with --limit to the pair everything is known that can be said of a VIP', () => {
    expect(view(undefined, pair.hosts).complete).toBe(true);
    expect(view(undefined, cluster.hosts.slice(1)).complete).toBe(false);
  });
});

describe('a real server of LVS', () => {
  const [vip] = cluster.vips;
  const lvs = lvsSection.parse({
    virtual_servers: {
      http: {
        address: `${vip?.address}:80`,
        method: 'DR',
        servers: { web: { address: '192.0.2.21:80' } },
      },
    },
  });
  const told = (sysctls: Facts['sysctls'], link: string) => {
    const web = hostOf('web', 100);
    const host = { ...web, target: { ...web.target, address: '192.0.2.21' } };
    const facts = { ...having({ [link]: vip?.address ?? '' }), sysctls };
    const behind = { ...cluster, hosts: [...pair.hosts, host], context: { ...pair.context, lvs } };
    return realServer.check(viewOf(behind, [{ host, facts, services: [] }]));
  };
  const silent = { 'net.ipv4.conf.all.arp_ignore': '1', 'net.ipv4.conf.all.arp_announce': '2' };

  it('has the VIP on lo, and is silent about it', () => {
    expect(told(silent, 'lo')).toMatchObject([{ ok: true, host: 'web' }]);
  });

  it('without either it is told', () => {
    expect(told(silent, 'eth0')[0]?.detail).toMatch(/is not on lo/);
    const loud = { ...silent, 'net.ipv4.conf.all.arp_ignore': '0' };
    expect(told(loud, 'lo')[0]?.detail).toMatch(/arp_ignore is 0, not 1/);
  });

  it('the nodes are asked for it where there is LVS only', () => {
    const asked = (of: Cluster) =>
      queriesFor(['silence'], of, () => '').map((query) => 'key' in query && query.key);
    expect(asked(pair)).toEqual([]);
    expect(asked({ ...pair, context: { ...pair.context, lvs } })).toEqual(Object.keys(silent));
    expect(realServer.check(view())).toEqual([]);
  });
});

describe('the gate of a pair with web servers behind it', () => {
  const lvs = lvsPair();
  const facts = new Map([
    ['a', having({ eth0: VIP })],
    ['b', having({})],
    ['web', having({ lo: VIP })],
  ]);

  it('looks at the directors only: without one of them nobody may hold a VIP, without a web server somebody must', () => {
    expect(vipHolders(lvs, facts)[0]).toMatchObject({ ok: true, detail: 'held by a' });
    const seen = (...hosts: string[]) =>
      vipHolders(lvs, new Map(hosts.map((host) => [host, having({})])))[0]?.ok;
    expect(seen('b', 'web')).toBe(true);
    expect(seen('a', 'b')).toBe(false);
  });

  it('nobody has held a VIP yet, whatever the web servers are', () => {
    const order = {
      hosts: [
        { host: 'web', role: 'holds no VIP' as const, holds: [] },
        { host: 'a', role: 'no holder yet' as const, holds: [] },
      ],
    };
    const nobody = new Map([...facts.keys()].map((host) => [host, having({})]));
    expect(pairGate.between({ cluster: lvs, facts: nobody, order }).every(({ ok }) => ok)).toBe(
      true,
    );
  });

  it('asks a VIP from the other director, never from a web server, which would answer itself', async () => {
    const [vip] = lvs.vips;
    if (vip === undefined) throw new Error('no VIP');
    const web = { ...lvs, vips: [{ ...vip, ports: [80] }] };
    const asked = async (...names: string[]) => {
      const from: string[] = [];
      const session = (host: string): Session => ({
        host,
        run: () => Promise.reject(new Error('not here')),
        dial: () => {
          from.push(host);
          return Promise.reject(new Error('refused'));
        },
        close: () => {},
      });
      await vipAnswers(web, facts, new Map(names.map((name) => [name, session(name)])));
      return from;
    };
    expect(await asked('web', 'a', 'b')).toEqual(['b']);
    expect(await asked('web', 'a')).toEqual(['a']);
    expect(await asked('web')).toEqual([]);
  });
});
