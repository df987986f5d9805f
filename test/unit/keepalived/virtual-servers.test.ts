import { expect, it } from 'vitest';
import { pairModelOf } from '../../../src/keepalived/model.ts';
import {
  realServerBackMs,
  realServerDownTerms,
} from '../../../src/keepalived/timing/real-server.ts';

function serversIn(keepalived: string) {
  const model = pairModelOf([{ host: 'a', keepalived, keepalivedVersion: null }]);
  return model.nodes[0]?.virtualServers ?? [];
}

const service = (lines: string, around = '') => `virtual_server 192.0.2.100 80 {
  ${around}
  real_server 192.0.2.21 80 {
    ${lines}
  }
}
`;

const checkIn = (lines: string, around = '') =>
  serversIn(service(lines, around))[0]?.servers[0]?.checks[0];

it('the address of the service, its real servers, and who else there is', () => {
  const [one, ...more] = serversIn(`virtual_server 2001:db8::100 443 {
  weight 3
  lvs_method TUN
  sorry_server 2001:db8::99 443
  real_server 2001:db8::21 443 {
    weight 0
    lvs_method DR
  }
  real_server 2001:db8::22 443 {
    inhibit_on_failure
  }
}
`);
  expect(more).toEqual([]);
  expect(one).toMatchObject({
    name: 'UDP [2001:db8::100]:443',
    address: '2001:db8::100',
    port: 443,
    sorryServer: { address: '2001:db8::99', port: 443 },
    servers: [
      { address: '2001:db8::21', port: 443, method: 'DR', weight: 0, checks: [] },
      { address: '2001:db8::22', method: 'TUN', weight: 3 },
    ],
  });
});

it('what balances it, else the defaults of keepalived', () => {
  expect(serversIn(service(''))).toMatchObject([
    {
      name: 'UDP 192.0.2.100:80',
      scheduler: 'wlc',
      persistence: null,
      sorryServer: null,
      servers: [{ method: 'NAT', weight: 1 }],
    },
  ]);
  const said = 'protocol tcp\n  lb_algo wrr\n  lb_kind DR\n  persistence_timeout';
  expect(serversIn(service('', said))).toMatchObject([
    {
      name: 'TCP 192.0.2.100:80',
      scheduler: 'wrr',
      persistence: { seconds: 360 },
      servers: [{ method: 'DR' }],
    },
  ]);
  expect(serversIn(service('', 'persistence_timeout 60'))).toMatchObject([
    { persistence: { seconds: 60 } },
  ]);
});

it('of a mark or a group no address names it', () => {
  const servers = '{\n  real_server 192.0.2.21 53 {\n  }\n}\n';
  const of = serversIn(`virtual_server fwmark 7 ${servers}virtual_server group WEB ${servers}`);
  const none = { address: null, port: null, servers: [{ port: 53 }] };
  expect(of).toMatchObject([
    { name: 'fwmark 7', isGroup: false, ...none },
    { name: 'group WEB', isGroup: true, ...none },
  ]);
});

it('figures of the check, else of the server, else of the service, else those of keepalived', () => {
  expect(checkIn('TCP_CHECK {\n}')).toEqual({
    kind: 'TCP_CHECK',
    delayMs: 60_000,
    retries: 1,
    retryDelayMs: 1_000,
    timeoutMs: 5_000,
    runsBack: 1,
  });
  const around = 'delay_loop 6\n  retry 4\n  connect_timeout 2';
  const own = 'retry 3\n    TCP_CHECK {\n delay_before_retry 2\n connect_timeout 1\n }';
  expect(checkIn(own, around)).toEqual({
    kind: 'TCP_CHECK',
    delayMs: 6_000,
    retries: 3,
    retryDelayMs: 2_000,
    timeoutMs: 1_000,
    runsBack: 1,
  });
});

it('a script is not tried again unless somebody says so', () => {
  const script = 'MISC_CHECK {\n misc_path /bin/x\n misc_timeout 3\n }';
  expect(checkIn(script, 'delay_loop 5')).toMatchObject({ retries: 0, timeoutMs: 3_000 });
  expect(checkIn(script, 'retry 2')).toMatchObject({ retries: 2 });
});

it('of several checks the first that counts takes it out, and all must pass before it is back', () => {
  const [server] =
    serversIn(
      service('TCP_CHECK {\n delay_loop 10\n }\nHTTP_GET {\n delay_loop 4\n retry 2\n }'),
    )[0]?.servers ?? [];
  expect(server && realServerDownTerms(server)?.map(({ ms }) => ms)).toEqual([4_000, 6_000, 1_500]);
  expect(server && realServerBackMs(server)).toBe(10_500);
});

it('an HTTP check asks the URL that failed, and then every one, before its server is back', () => {
  const back = (lines: string) => {
    const [server] =
      serversIn(service(`HTTP_GET {\n delay_loop 20\n ${lines}\n}`))[0]?.servers ?? [];
    return server && realServerBackMs(server);
  };
  expect(back('url {\n path /\n }')).toBe(2 * 20_500);
  expect(back('url {\n path /a\n }\n url {\n path /b\n }')).toBe(3 * 20_500);
});

it('what only asks the machine does not see its service stop', () => {
  const [server] = serversIn(service('PING_CHECK {\n}'))[0]?.servers ?? [];
  expect(server && realServerDownTerms(server)).toBeNull();
});

it('ports are those that keepalived takes: of the service, but for NAT; none for a mark', () => {
  const portsOf = (head: string, around: string, server: string) => {
    const [one] = serversIn(
      `virtual_server ${head} {\n${around}\nsorry_server 192.0.2.99 8080\nreal_server ${server} {\n}\n}\n`,
    );
    return [one?.servers[0]?.port, one?.sorryServer?.port];
  };
  expect(portsOf('192.0.2.100 80', 'lvs_method DR', '192.0.2.21 8080')).toEqual([80, 80]);
  expect(portsOf('192.0.2.100 80', 'lvs_method NAT', '192.0.2.21 8080')).toEqual([8080, 8080]);
  expect(portsOf('192.0.2.100 80', 'lvs_method NAT', '192.0.2.21')).toEqual([80, 8080]);
  expect(portsOf('fwmark 7', 'lvs_method TUN', '192.0.2.21 80')).toEqual([0, 0]);
  expect(portsOf('fwmark 7', 'lvs_method NAT', '192.0.2.21 80')).toEqual([80, 8080]);
  expect(portsOf('group G', 'lvs_method DR', '192.0.2.21 80')).toEqual([80, 8080]);
});

it.each(['FILE_CHECK {\n}', 'MISC_CHECK {\n misc_dynamic\n}', 'BFD_CHECK {\n}'])(
  'a weight that %j sets',
  (check) => {
    const weighed = (lines: string) => serversIn(service(lines))[0]?.servers[0]?.isWeightDynamic;
    expect(weighed(check)).toBe(true);
    expect(weighed('TCP_CHECK {\n}\nMISC_CHECK {\n}')).toBe(false);
  },
);
