import { pairModelOf, type NodeConfig } from '../../../src/keepalived/model.ts';
import type { PairModel } from '../../../src/keepalived/model/types.ts';

/** What the cases of a pair vary; the rest is that of domain.md's lab: A = 1 s, priorities 100 and 90, checks every 2 s. */
export interface PairShape {
  priorities?: [number, number];
  version?: 2 | 3;
  advertInt?: number | [number, number];
  weight?: number;
  interval?: number;
  fall?: number;
  rise?: number;
  /** Lines in each vrrp_instance. */
  lines?: [string, string];
  global?: string;
  /** More blocks of both nodes. */
  blocks?: string;
  keepalived?: string | null;
  restarts?: NodeConfig['restarts'];
}

export const nodeNames = ['lb01', 'lb02'] as const;

export function keepalivedText(shape: PairShape, node: 0 | 1): string {
  const { priorities = [100, 90], version = 2, advertInt = 1, weight = 0 } = shape;
  return `global_defs {
  vrrp_version ${version}
  ${shape.global ?? ''}
}
${shape.blocks ?? ''}
vrrp_script haproxy {
  script "/etc/keepalived/check_haproxy.sh"
  interval ${shape.interval ?? 2}
  fall ${shape.fall ?? 1}
  rise ${shape.rise ?? 1}
  weight ${weight}
}
vrrp_instance V {
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority ${priorities[node]}
  advert_int ${typeof advertInt === 'number' ? advertInt : advertInt[node]}
  virtual_ipaddress {
    192.0.2.100/32
  }
  track_script {
    haproxy
  }
  ${shape.lines?.[node] ?? ''}
}
`;
}

export function pair(shape: PairShape = {}): PairModel {
  return pairModelOf(
    nodeNames.map((host, index) => ({
      host,
      keepalived: keepalivedText(shape, index === 0 ? 0 : 1),
      keepalivedVersion: shape.keepalived === undefined ? '2.2.7' : shape.keepalived,
      ...(shape.restarts && { restarts: shape.restarts }),
    })),
  );
}
