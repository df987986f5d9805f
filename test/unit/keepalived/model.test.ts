import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pairModelOf } from '../../../src/keepalived/model.ts';
import { outageBound } from '../../../src/keepalived/timing.ts';
import { priorityProblems } from '../../../src/keepalived/timing/problems.ts';

const text = `global_defs {
  router_id lb01
  vrrp_version 3
  vrrp_garp_master_refresh 60
  vrrp_higher_prio_send_advert
  enable_script_security
  script_user check
  vrrp_startup_delay 5.5
  vrrp_rt_priority 50
}
vrrp_script web { # weight of its own
  script "/etc/keepalived/check.sh --port 80"
  interval 3
  timeout 2
  fall 2
  rise 4
  weight -20
  user nobody nogroup
}
vrrp_track_process proxy {
  process haproxy
  delay 0.5
}
vrrp_sync_group G {
  group {
    V4 V6
  }
  track_process {
    proxy
  }
}
vrrp_instance V4 {
  state MASTER
  interface eth0
  virtual_router_id 51
  priority 150
  advert_int 0.2
  preempt_delay 5
  nopreempt
  unicast_src_ip 198.51.100.11
  unicast_peer {
    198.51.100.12
    198.51.100.13
  }
  authentication { 
    auth_type PASS
    auth_pass "se#ret"
  }
  virtual_ipaddress {
    192.0.2.1/24 dev eth1 label eth1:0
    192.0.2.2
  }
  virtual_ipaddress_excluded {
    2001:db8::1/64
  }
  track_script {
    web weight 0
  }
  track_interface {
    eth1 weight -10
  }
  garp_master_refresh 10
  higher_prio_send_advert off
}
vrrp_instance V6 {
  state backup
  advert_int 1
  down_timer_adverts 5
  virtual_ipaddress {
    fe80::1
  }
}
`;

test('everything that an election depends on, with the defaults of keepalived', () => {
  const model = pairModelOf([
    { host: 'lb01', keepalived: text, keepalivedVersion: 'Keepalived v2.2.7 (01/16,2022)' },
  ]);
  const [node] = model.nodes;
  expect(node).toMatchObject({
    host: 'lb01',
    version: [2, 2, 7],
    haproxy: null,
    restarts: { haproxy: null, keepalived: null },
    global: {
      routerId: 'lb01',
      vrrpVersion: 3,
      strict: false,
      scriptUser: 'check',
      scriptSecurity: true,
      startupDelayMs: 5500,
      rtPriority: 50,
      garp: { delayMs: 5000, repeat: 5, refreshMs: 60_000, higherPrioSendAdvert: true },
    },
    scripts: [
      {
        name: 'web',
        command: '/etc/keepalived/check.sh --port 80',
        path: '/etc/keepalived/check.sh',
        intervalMs: 3000,
        timeoutMs: 2000,
        fall: 2,
        rise: 4,
        weight: -20,
        user: 'nobody',
        line: 11,
      },
    ],
    processes: [{ name: 'proxy', process: 'haproxy', terminateDelayMs: 500, forkDelayMs: 500 }],
    groups: [{ name: 'G', members: ['V4', 'V6'] }],
    problems: [],
  });
  expect(model.instances.map(({ name }) => name)).toEqual(['V4', 'V6']);
  const [first, second] = node?.instances ?? [];
  expect(first).toMatchObject({
    state: 'MASTER',
    interface: 'eth0',
    vrid: 51,
    priority: 150,
    version: 3,
    advertMs: 200,
    downAdverts: 3,
    // Both are cleared with `state MASTER`.
    nopreempt: true,
    preempts: true,
    preemptDelayMs: 0,
    unicast: { source: '198.51.100.11', peers: ['198.51.100.12', '198.51.100.13'] },
    vips: [
      { address: '192.0.2.1', prefixLength: 24, dev: 'eth1' },
      { address: '192.0.2.2', prefixLength: 32, dev: null },
    ],
    excludedVips: [{ address: '2001:db8::1', prefixLength: 64 }],
    garp: { refreshMs: 10_000, higherPrioSendAdvert: false },
    tracks: [
      { kind: 'script', name: 'web', weight: 0, ofGroup: false },
      { kind: 'interface', name: 'eth1', weight: -10 },
      { kind: 'process', name: 'proxy', weight: 0, ofGroup: true },
    ],
    group: 'G',
  });
  expect(second).toMatchObject({
    state: 'BACKUP',
    priority: 100,
    version: 3,
    advertMs: 1000,
    downAdverts: 5,
    preempts: true,
    unicast: null,
    auth: null,
    vips: [{ address: 'fe80::1', prefixLength: 128 }],
    garp: { refreshMs: 60_000, higherPrioSendAdvert: true },
  });
});

test('weights: of the use, else of the definition, with its direction; down_timer_adverts of all', () => {
  const config = `global_defs {
  vrrp_down_timer_adverts 4
}
vrrp_script s {
  weight 10 reverse
}
bfd_instance b {
  weight -7
}
track_file f {
}
vrrp_instance V {
  track_script {
    s
    s weight 5 noreverse
    s weight -5 reverse
  }
  track_bfd {
    b
  }
  track_file {
    f
    gone
  }
}`;
  const { instances } = pairModelOf([{ host: 'a', keepalived: config, keepalivedVersion: null }]);
  const instance = instances[0]?.on[0]?.instance;
  expect(instance?.downAdverts).toBe(4);
  expect(instance?.tracks.map(({ name, weight, reverse }) => [name, weight, reverse])).toEqual([
    ['s', 10, true],
    ['s', 5, false],
    ['s', -5, true],
    ['b', -7, false],
    ['f', 1, false],
    ['gone', 0, false],
  ]);
});

test('the password is compared, never shown', () => {
  const { instances } = pairModelOf([{ host: 'a', keepalived: text, keepalivedVersion: null }]);
  const auth = instances[0]?.on[0]?.instance.auth;
  expect(auth?.pass.reveal()).toBe('se#ret');
  expect(JSON.stringify(instances)).not.toContain('se#ret');
});

test('an advert_int of version 2 is whole seconds, as keepalived does', () => {
  const advert = (line: string) =>
    pairModelOf([
      { host: 'a', keepalived: `vrrp_instance V {\n${line}\n}`, keepalivedVersion: null },
    ]).instances[0]?.on[0]?.instance.advertMs;
  expect([advert('advert_int 0.4'), advert('advert_int 1.6'), advert('advert_int x')]).toEqual([
    1000, 2000, 1000,
  ]);
});

const golden = (file: string, host: string) =>
  readFileSync(
    new URL(`../../golden/prod-bj/prod-bj-${host}/etc/${file}`, import.meta.url),
    'utf8',
  );

test('the shipped pair: no problem, and the bounds that it is shipped with', () => {
  const model = pairModelOf(
    ['lb01', 'lb02'].map((host) => ({
      host,
      keepalived: golden('keepalived/keepalived.conf', host),
      keepalivedVersion: '2.2.7',
      haproxy: golden('haproxy/haproxy.cfg', host),
    })),
  );
  expect(priorityProblems(model)).toEqual([]);
  const question = { instance: 'INTERNAL_VIP', victim: 'lb01', holder: 'lb01' };
  const stopped = outageBound(model, { ...question, fault: 'haproxy-stopped' });
  expect(Number.isFinite(stopped.outageMs) && stopped.moves).toBe(true);
  const server = outageBound(model, { ...question, fault: 'server-down' });
  // inter 2s, fall 3, no `timeout check`: (2 + 2 × 2) + 3 × 2, and the allowance.
  expect(server).toMatchObject({ outageMs: 12_150, moves: false });
});
