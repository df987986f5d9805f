import { expect, it } from 'vitest';
import { readIpvs } from '../../../src/keepalived/lvs/table.ts';
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
  const [one, ...more] = serversIn(`virtual_server fwmark 7 {
  real_server 192.0.2.21 53 {
  }
}
virtual_server 2001:db8::100 443 {
  weight 3
  sorry_server 2001:db8::99 443
  real_server 2001:db8::21 443 {
    weight 0
  }
  real_server 2001:db8::22 443 {
    inhibit_on_failure
  }
}
`);
  expect(more).toEqual([]);
  expect(one).toMatchObject({
    address: '2001:db8::100',
    port: 443,
    hasSorryServer: true,
    servers: [
      { address: '2001:db8::21', port: 443, weight: 0, checks: [] },
      { address: '2001:db8::22', weight: 3 },
    ],
  });
});

it('figures of the check, else of the server, else of the service, else those of keepalived', () => {
  expect(checkIn('TCP_CHECK {\n}')).toEqual({
    kind: 'TCP_CHECK',
    delayMs: 60_000,
    retries: 1,
    retryDelayMs: 1_000,
    timeoutMs: 5_000,
  });
  const around = 'delay_loop 6\n  retry 4\n  connect_timeout 2';
  const own = 'retry 3\n    TCP_CHECK {\n delay_before_retry 2\n connect_timeout 1\n }';
  expect(checkIn(own, around)).toEqual({
    kind: 'TCP_CHECK',
    delayMs: 6_000,
    retries: 3,
    retryDelayMs: 2_000,
    timeoutMs: 1_000,
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
  expect(server && realServerDownTerms(server)?.map(({ ms }) => ms)).toEqual([4_000, 2_000, 1_500]);
  expect(server && realServerBackMs(server)).toBe(10_500);
});

it('what only asks the machine does not see its service stop', () => {
  const [server] = serversIn(service('PING_CHECK {\n}'))[0]?.servers ?? [];
  expect(server && realServerDownTerms(server)).toBeNull();
});

it('the table of the kernel: both families, weights, none of a mark', () => {
  const table = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  C0000264:0050 wrr persistent 60 FFFFFFFF
  -> C0000215:0050      Route   1      0          0         
  -> C0000216:0050      Route   0      3          10        
FWM  00000007 rr 
  -> C0000217:0035      Masq    1      0          0         
TCP  [2001:0db8:0000:0000:0000:0000:0000:0100]:01BB rr
  -> [2001:0db8:0000:0000:0000:0000:0000:0021]:01BB      Tunnel  2      0          0         
`;
  expect(readIpvs(table)).toEqual([
    { service: '192.0.2.100 80', server: '192.0.2.21 80', weight: 1 },
    { service: '192.0.2.100 80', server: '192.0.2.22 80', weight: 0 },
    { service: '2001:db8::100 443', server: '2001:db8::21 443', weight: 2 },
  ]);
  expect(readIpvs('')).toEqual([]);
});
