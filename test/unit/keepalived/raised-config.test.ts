import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { Failed } from '../../../src/core/failure.ts';
import { CONFIG, raisedConfig } from '../../../src/keepalived/switchover.ts';
import { factsOf } from '../engine/facts.ts';
import { having, lvsPair, VIP } from '../lvs-pair.ts';

const { hosts, vips } = lvsPair();
const target = hosts.find(({ name }) => name === 'b');
const name = vips[0]?.name ?? '';

/** A node of that name with this keepalived.conf; `a` holds the VIP. */
function node(hostname: string, content: string): Facts {
  const of = hostname === 'a' ? having({ eth0: VIP }) : having({});
  return {
    ...of,
    system: { ...factsOf().system, hostname },
    files: {
      [CONFIG]: {
        type: 'file',
        mode: '0640',
        owner: 'root',
        group: 'adm',
        mtime: 0,
        size: content.length,
        content: Buffer.from(content),
      },
    },
  };
}

/** One file for both nodes. */
function raise(content: string): string {
  if (target === undefined) throw new Error('no standby');
  const facts = new Map(['a', 'b'].map((host) => [host, node(host, content)]));
  return raisedConfig(target, vips, facts).text;
}

function refusal(content: string): { detail: string; hint?: string | undefined } {
  try {
    raise(content);
  } catch (error) {
    if (error instanceof Failed && error.failure.reason === 'node-unfit') return error.failure;
    throw error;
  }
  throw new Error('not refused');
}

describe('the configuration with which a standby takes over', () => {
  it('of one file for both nodes, says it in the line of the standby', () => {
    const shared = `$MINE=100\nvrrp_instance ${name} {\n  @a priority 120\n  @b priority $MINE\n}\n`;
    expect(raise(shared)).toBe(shared.replace('priority $MINE', 'priority 140'));
  });

  it('is refused where no room is left', () => {
    expect(refusal(`vrrp_instance ${name} {\n@a priority 254\n@b priority 100\n}\n`).detail).toBe(
      'its priority 100 cannot be raised above 254 (a)',
    );
  });

  it('is refused where the priority is inside a definition', () => {
    const { detail, hint } = refusal(`$ALL=vrrp_instance ${name} { \\\npriority 100 \\\n}\n$ALL\n`);
    expect(detail).toContain(`priority of ${name} inside a definition ($NAME=…)`);
    expect(hint).toContain('a line of its own');
  });

  it('is refused where the instance is in no file that would be changed', () => {
    expect(refusal('include conf.d/*.conf\n')).toMatchObject({
      detail: `${CONFIG} has no vrrp_instance ${name} with a priority, and a switchover changes no file that it includes`,
      hint: `put ${name} into ${CONFIG} itself, or give both nodes other priorities and apply`,
    });
    expect(refusal('! nothing\n').hint).toBe(
      'apply the inventory first (hadeploy apply), then switch over',
    );
  });
});
