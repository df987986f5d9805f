import { readFileSync } from 'node:fs';
import { loadCluster } from '../../../src/inventory/load.ts';
import { KEEPALIVED_CONF } from '../../../src/verify/needs.ts';
import { viewOf, type VerifyView } from '../../../src/verify/view.ts';
import { factsOf } from '../engine/facts.ts';

const cluster = await loadCluster({
  projectDir: '.',
  cluster: 'full-stack',
  env: { HADEPLOY_SECRET_REPLICATION: 'golden-12' },
});

/** Ticks per second, then /proc/net/ip_vs, of what the shipped full-stack makes keepalived put into the kernel. */
export const table = `250
IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  C0A80164:0050 rr  
  -> C0A8010A:0050      Route   1      0          0         
  -> C0A8010B:0050      Route   1      0          0         
TCP  C0A80165:0CEA rr  
  -> C0A80114:0CEA      Route   1      0          0         
`;

export interface Said {
  table?: string;
  conf?: (text: string) => string;
}

/** Both directors of the shipped full-stack as they should be, but for what is given of each. */
export function directors(said: { lvs1?: Said; lvs2?: Said } = {}): VerifyView {
  const probed = (['lvs1', 'lvs2'] as const).flatMap((name) => {
    const host = cluster.hosts.find((one) => one.name === name);
    const { table: text = table, conf = (same: string) => same } = said[name] ?? {};
    const file = readFileSync(`test/golden/keepalived/full-stack-${name}.conf`, 'utf8');
    const content = Buffer.from(conf(file));
    const about = { mode: '0644', owner: 'root', group: 'root', mtime: 0, size: content.length };
    const files = { [KEEPALIVED_CONF]: { type: 'file' as const, ...about, content } };
    const facts = factsOf({ files, outputs: { ipvs: { code: 0, text } } });
    return host === undefined ? [] : [{ host, facts, services: ['keepalived.service'] }];
  });
  return viewOf(cluster, probed);
}
