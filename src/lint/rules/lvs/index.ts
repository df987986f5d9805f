import type { Rule } from '../../rule.ts';
import { checkerAsksTheService } from './checker-asks-the-service.ts';
import { checksAreQuick } from './checks-are-quick.ts';
import { connectionsAreSynchronised } from './connections-are-synchronised.ts';
import { directRoutingKeepsPort } from './direct-routing-keeps-port.ts';
import { directorIsNoServer } from './director-is-no-server.ts';
import { emptyPoolIsPlanned } from './empty-pool-is-planned.ts';
import { getCheckerHasUrl } from './get-checker-has-url.ts';
import { idleConnectionsAreKept } from './idle-connections-are-kept.ts';
import { methodIsKnown } from './method-is-known.ts';
import { miscCheckerCanRun } from './misc-checker-can-run.ts';
import { oneCheckerPerServer } from './one-checker-per-server.ts';
import { persistenceIsMeant } from './persistence-is-meant.ts';
import { realServersAreChecked } from './real-servers-are-checked.ts';
import { schedulerIsKnown } from './scheduler-is-known.ts';
import { serviceAddressIsAVip } from './service-address-is-a-vip.ts';

export const lvsRules: readonly Rule[] = [
  directRoutingKeepsPort,
  methodIsKnown,
  realServersAreChecked,
  serviceAddressIsAVip,
  checksAreQuick,
  emptyPoolIsPlanned,
  connectionsAreSynchronised,
  idleConnectionsAreKept,
  persistenceIsMeant,
  schedulerIsKnown,
  directorIsNoServer,
  checkerAsksTheService,
  oneCheckerPerServer,
  miscCheckerCanRun,
  getCheckerHasUrl,
];
