import { expect, test } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { vrrpRules } from '../../../src/lint/rules/vrrp/index.ts';
import { subjectOf } from './pair.ts';

/** A pair of a write-up, copied by hand from one node to the other. */
const first = `global_defs {
  router_id LVS
  vrrp_strict
}
vrrp_script chk {
  script "killall -0 haproxy"
  interval 2
  weight -5
}
vrrp_instance WEB {
  state MASTER
  interface eth0
  virtual_router_id 60
  priority 100
  advert_int 1
  nopreempt
  authentication {
    auth_type PASS
    auth_pass averylongpassword
  }
  virtual_ipaddress {
    192.0.2.10/24
  }
  track_script {
    chk
  }
}
vrrp_instance MAIL {
  state BACKUP
  interface eth0
  virtual_router_id 61
  priority 90
  advert_int 1
  virtual_ipaddress {
    192.0.2.11/24
    192.0.2.12/24
  }
}
vrrp_instance DB {
  state BACKUP
  interface eth1
  virtual_router_id 62
  priority 100
  unicast_src_ip 10.0.0.1
  unicast_peer {
    10.0.0.2
  }
  virtual_ipaddress {
    10.0.0.10
  }
}
`;

const mistakes: [id: string, before: string, after: string][] = [
  ['VRRP001', 'virtual_router_id 60', 'virtual_router_id 66'],
  ['VRRP006', '    192.0.2.12/24\n', ''],
  ['VRRP005', '10.0.0.10', '10.0.0.11'],
  ['VRRP012', 'averylongpassword', 'other'],
  ['VRRP015', 'priority 90\n  advert_int 1', 'priority 90\n  advert_int 2'],
  ['VRRP019', '    10.0.0.2', '    10.0.0.3'],
  ['VRRP025', '  nopreempt\n', ''],
];

test('every mistake that is planted in a pair is told, and where it stands', () => {
  const second = mistakes.reduce(
    (text, [, before, after]) => text.replace(before, after),
    first.replace('state MASTER', 'state BACKUP').replace('priority 100', 'priority 95'),
  );
  const nodes = { lb01: { keepalived: first }, lb02: { keepalived: second } };
  const { findings } = lint([subjectOf(nodes)], { rules: vrrpRules });
  const ids = new Set(findings.filter(({ severity }) => severity !== 'note').map(({ id }) => id));
  const inBoth = ['VRRP011', 'VRRP014', 'VRRP022', 'VRRP026', 'VRRP030', 'VRRP032', 'VRRP035'];
  expect([...ids].sort()).toEqual([...mistakes.map(([id]) => id), ...inBoth].sort());
  expect(findings.every(({ file, line }) => file !== null && line !== null)).toBe(true);
});
