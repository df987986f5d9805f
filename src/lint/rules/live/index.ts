import type { Rule } from '../../rule.ts';
import { checkFailsWhenItMust } from './check-fails-when-it-must.ts';
import { clocksAgree } from './clocks-agree.ts';
import { cloudDeliversTheVip } from './cloud-delivers-the-vip.ts';
import { daemonsStartAndStay } from './daemons-start-and-stay.ts';
import { disksHaveRoom } from './disks-have-room.ts';
import { filesAreRunning } from './files-are-running.ts';
import { haproxyHasNothingToWarn } from './haproxy-has-nothing-to-warn.ts';
import { logHasAListener } from './log-has-a-listener.ts';
import { networkIsUpBeforeKeepalived } from './network-is-up-before-keepalived.ts';
import { noVipLeftBehind } from './no-vip-left-behind.ts';
import { nobodyElseHasTheVip } from './nobody-else-has-the-vip.ts';
import { nodesAreApart } from './nodes-are-apart.ts';
import { nodesShareASegment } from './nodes-share-a-segment.ts';
import { optionsAreRead } from './options-are-read.ts';
import { packetFilterLetsVrrpThrough } from './packet-filter-lets-vrrp-through.ts';
import { processesCanBeTracked } from './processes-can-be-tracked.ts';
import { somebodyFiltersPackets } from './somebody-filters-packets.ts';
import { standbyRefusesWrites } from './standby-refuses-writes.ts';
import { strictReversePathIsMeant } from './strict-reverse-path-is-meant.ts';
import { sysctlsStayAfterBoot } from './sysctls-stay-after-boot.ts';
import { takeoverLosesNoRow } from './takeover-loses-no-row.ts';
import { versionsAreAlike } from './versions-are-alike.ts';
import { vipHasOneHolder } from './vip-has-one-holder.ts';

/** What only a running node tells. */
export const liveRules: readonly Rule[] = [
  checkFailsWhenItMust,
  filesAreRunning,
  sysctlsStayAfterBoot,
  packetFilterLetsVrrpThrough,
  daemonsStartAndStay,
  versionsAreAlike,
  nodesAreApart,
  clocksAgree,
  nobodyElseHasTheVip,
  vipHasOneHolder,
  noVipLeftBehind,
  nodesShareASegment,
  haproxyHasNothingToWarn,
  logHasAListener,
  processesCanBeTracked,
  strictReversePathIsMeant,
  somebodyFiltersPackets,
  cloudDeliversTheVip,
  networkIsUpBeforeKeepalived,
  optionsAreRead,
  disksHaveRoom,
  standbyRefusesWrites,
  takeoverLosesNoRow,
];
