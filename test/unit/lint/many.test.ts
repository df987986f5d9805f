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

function millisecondsFor(count: number): number {
  const nodes = [120, 100].map((priority) =>
    nodeOf(`lb${priority}`, {
      keepalived: keepalivedOf(count, priority),
      haproxy: haproxyOf(count),
    }),
  );
  const before = performance.now();
  lint([{ cluster: null, nodes }], { rules });
  return performance.now() - before;
}

test(
  'four times as many instances and proxies take about four times as long',
  { timeout: 60_000 },
  () => {
    millisecondsFor(60);
    // Quadratic is sixteen. The best of three: other work on the machine only ever adds.
    const ratios = [1, 2, 3].map(() => {
      const few = millisecondsFor(150);
      return millisecondsFor(600) / few;
    });
    expect(Math.min(...ratios)).toBeLessThan(9);
  },
);
