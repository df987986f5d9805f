import { describe, expect, it } from 'vitest';
import { parseKeepalived } from '../../../src/keepalived/config/parse.ts';
import {
  mirroredPriority,
  prioritiesIn,
  withPriorities,
} from '../../../src/keepalived/priority.ts';
import { mustMatchChanges } from '../../../src/keepalived/must-match.ts';

const config = `global_defs {
    router_id a   # priority 7 is no priority
    vrrp_version 2
}
vrrp_instance INTERNAL {
    virtual_router_id 51
    priority 100
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass "se#ret"
    }
    virtual_ipaddress {
        198.51.100.1/32 dev eth0
        198.51.100.2/32
    }
}
vrrp_instance PUBLIC
{
    virtual_router_id 52
    priority 90
}
`;

const read = (text: string, hostname = 'lb01'): [string, number][] =>
  prioritiesIn(parseKeepalived(text), hostname).map(({ instance, priority }) => [
    instance,
    priority,
  ]);

/** The text after one instance was given another priority. */
function raised(text: string, instance: string, hostname = 'lb01'): string {
  const file = parseKeepalived(text);
  const word = prioritiesIn(file, hostname).find((one) => one.instance === instance)?.word;
  if (!word) throw new Error(`nothing to change for ${instance}`);
  return withPriorities(file, new Map([[word, 130]]));
}

const shared = `$PREFERRED=110
vrrp_instance INTERNAL {
    @lb01 priority $PREFERRED  # ours
    @lb02 priority 100
}
vrrp_instance PUBLIC {
    priority \${PREFERRED}
}
$THIRD=vrrp_instance THIRD { \\
    priority 50 \\
}
$THIRD
`;

describe('priorities in a keepalived.conf', () => {
  it('are found per instance', () => {
    expect(read(config)).toEqual([
      ['INTERNAL', 100],
      ['PUBLIC', 90],
    ]);
  });

  it('change alone: every other byte stays', () => {
    expect(raised(config, 'PUBLIC')).toBe(config.replace('priority 90', 'priority 130'));
    const file = parseKeepalived(config);
    expect(withPriorities(file, new Map())).toBe(config);
  });

  it('are those of this node, with its definitions worked in', () => {
    const others: [string, number][] = [
      ['PUBLIC', 110],
      ['THIRD', 50],
    ];
    expect(read(shared, 'lb01.example.org')).toEqual([['INTERNAL', 110], ...others]);
    expect(read(shared, 'lb02')).toEqual([['INTERNAL', 100], ...others]);
  });

  it('change in the line that this node reads, where only one instance reads it', () => {
    expect(raised(shared, 'INTERNAL')).toBe(shared.replace('priority $PREFERRED', 'priority 130'));
    expect(raised(shared, 'INTERNAL', 'lb02')).toBe(shared.replace('priority 100', 'priority 130'));
    expect(raised(shared, 'PUBLIC')).toBe(shared.replace('priority ${PREFERRED}', 'priority 130'));
    expect(() => raised(shared, 'THIRD')).toThrow('nothing to change for THIRD');
  });

  it('a standby is raised by the gap that the site has chosen, so that a failing check still flips it', () => {
    expect(mirroredPriority(100, 90)).toBe(110);
    expect(mirroredPriority(100, 100)).toBe(101);
    expect(mirroredPriority(254, 100)).toBeNull();
  });
});

describe('what must be equal on both nodes at every instant', () => {
  const changed = (from: string, to: string): string[] =>
    mustMatchChanges(config, config.replace(from, to));

  it.each([
    ['virtual_router_id 51', 'virtual_router_id 61', 'VRID of INTERNAL'],
    ['virtual_router_id 52', 'virtual_router_id 62', 'VRID of PUBLIC'],
    ['auth_pass "se#ret"', 'auth_pass "se#rat"', 'authentication of INTERNAL'],
    ['198.51.100.2/32', '198.51.100.3/32', 'VIPs of INTERNAL'],
    ['advert_int 1', 'advert_int 2', 'advertisement interval of INTERNAL'],
    ['vrrp_version 2', 'vrrp_version 3', 'VRRP version'],
  ])('%s → %s', (from, to, says) => {
    expect(changed(from, to)).toEqual([says]);
  });

  it('nodes may go one by one for priorities, comments, spacing and the order of VIPs', () => {
    expect(changed('priority 100', 'priority 99')).toEqual([]);
    expect(changed('# priority 7 is no priority', '! other')).toEqual([]);
    expect(changed('    advert_int 1', '\tadvert_int   1')).toEqual([]);
    const swapped = config
      .replace('198.51.100.1/32 dev eth0', 'X')
      .replace('198.51.100.2/32', '198.51.100.1/32 dev eth0')
      .replace('X', '198.51.100.2/32');
    expect(mustMatchChanges(config, swapped)).toEqual([]);
  });

  it('a file that does not parse is compared, never a crash', () => {
    for (const broken of [
      '}}}',
      '{',
      '"',
      'vrrp_instance {',
      'vrrp_instance A { vrrp_instance B {',
    ]) {
      expect(() => mustMatchChanges(config, broken)).not.toThrow();
    }
  });
});
