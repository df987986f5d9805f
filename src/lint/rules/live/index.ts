import type { Rule } from '../../rule.ts';
import { checkFailsWhenItMust } from './check-fails-when-it-must.ts';
import { clocksAgree } from './clocks-agree.ts';
import { daemonsStartAndStay } from './daemons-start-and-stay.ts';
import { filesAreRunning } from './files-are-running.ts';
import { noVipLeftBehind } from './no-vip-left-behind.ts';
import { nobodyElseHasTheVip } from './nobody-else-has-the-vip.ts';
import { nodesAreApart } from './nodes-are-apart.ts';
import { nodesShareASegment } from './nodes-share-a-segment.ts';
import { packetFilterLetsVrrpThrough } from './packet-filter-lets-vrrp-through.ts';
import { sysctlsStayAfterBoot } from './sysctls-stay-after-boot.ts';
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
];
