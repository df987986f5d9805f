import { describe, expect, it } from 'vitest';
import { includedOn } from '../../../src/cli/included-files.ts';
import type { Cluster, Host } from '../../../src/core/cluster.ts';
import type { Facts } from '../../../src/core/facts.ts';
import type { Target } from '../../../src/core/session.ts';
import type { Fleet } from '../../../src/engine/fleet.ts';
import { nodes } from './fake-nodes.ts';

const conf = '/etc/keepalived/keepalived.conf';
const instance = 'vrrp_instance WEB {\n    virtual_router_id 61\n}\n';
const host = { name: 'lb01' } as unknown as Host;
const cluster = { name: 'prod', hosts: [], vips: [] } as unknown as Cluster;

async function expandedWith(text: string): Promise<{ asked: number; keywords: string[] }> {
  const asked: string[] = [];
  const files = { [conf]: { text }, '/etc/keepalived/conf.d/web.conf': { text: instance } };
  const connect = nodes({ lb01: { files } }, asked);
  const session = () => connect({ name: 'lb01' } as unknown as Target);
  const facts = { files: { [conf]: { type: 'file', content: Buffer.from(text) } } };
  const given = { cluster, fleet: { session } as unknown as Fleet };
  const { expanded } = await includedOn(host, facts as unknown as Facts, given);
  return {
    asked: asked.length,
    keywords: expanded?.statements.map(({ keyword }) => keyword) ?? [],
  };
}

describe('keepalived.conf with others', () => {
  it('is read whole', async () => {
    const words = { asked: 2, keywords: ['vrrp_instance'] };
    expect(await expandedWith('include conf.d/*.conf\n')).toEqual(words);
    expect(await expandedWith('@lb01 include conf.d/web.conf\n')).toEqual(words);
  });

  it('costs nothing where it stands alone', async () => {
    const alone = { asked: 0, keywords: [] };
    expect(await expandedWith(`${instance}# include conf.d/*.conf\n`)).toEqual(alone);
    expect(await expandedWith('')).toEqual(alone);
  });
});
