import { expect, test } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { rules } from '../../../src/lint/rules.ts';
import { nodeOf } from './pair.ts';

/** Each alike, on an address of its own. */
const address = (at: number): string => `10.1.${at >> 8}.${at & 255}`;
const each = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

function keepalivedOf(count: number, priority: number): string {
  const instances = each(
    count,
    (at) =>
      `vrrp_instance V${at} {\ninterface eth${at}\nvirtual_router_id 7\npriority ${priority}\n` +
      `virtual_ipaddress {\n${address(at)}/24\n}\ntrack_script {\nchk\n}\n}\n`,
  );
  return `vrrp_script chk {\nscript "/bin/x"\ninterval 2\nweight -30\n}\n${instances.join('')}`;
}

function haproxyOf(count: number): string {
  const proxies = each(
    count,
    (at) =>
      `frontend f${at}\nbind ${address(at)}:80\ndefault_backend b${at}\n` +
      `backend b${at}\n# server old 10.9.9.9:80\nserver s 10.200.0.1:80 check\n`,
  );
  return `defaults\nmode tcp\n${proxies.join('')}`;
}

/** What is said of a pair, by rule; a mistake in each instance and proxy is said for each. */
function countsOf(count: number): Map<string, number> {
  const nodes = [120, 100].map((priority) =>
    nodeOf(`lb${priority}`, {
      keepalived: keepalivedOf(count, priority),
      haproxy: haproxyOf(count),
    }),
  );
  const counts = new Map<string, number>();
  for (const { id } of lint([{ cluster: null, nodes }], { rules }).findings) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** How long it takes is measured by bench/lint.ts. */
test('of dozens of instances and proxies the same is said as of a few', () => {
  const [few, many] = [countsOf(5), countsOf(45)];
  expect([...many.keys()].sort()).toEqual([...few.keys()].sort());
  for (const [id, count] of few) {
    expect([id, many.get(id)]).toEqual([id, count % 5 === 0 ? count * 9 : count]);
  }
});
