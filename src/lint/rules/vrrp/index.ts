import type { Rule } from '../../rule.ts';
import { advertIsRepresentable } from './advert-is-representable.ts';
import { advertLeavesRoom } from './advert-leaves-room.ts';
import { advertMatchesInVersion3 } from './advert-matches-in-version-3.ts';
import { advertMatchesOnPair } from './advert-matches-on-pair.ts';
import { arpIsRepeated } from './arp-is-repeated.ts';
import { authMatchesOnPair } from './auth-matches-on-pair.ts';
import { authNotReliedOn } from './auth-not-relied-on.ts';
import { authPassKeptWhole } from './auth-pass-kept-whole.ts';
import { downTimerMatchesOnPair } from './down-timer-matches-on-pair.ts';
import { failbackIsChosen } from './failback-is-chosen.ts';
import { fileIsRead } from './file-is-read.ts';
import { garpIntervalInRange } from './garp-interval-in-range.ts';
import { groupMembersAgree } from './group-members-agree.ts';
import { instancesMoveTogether } from './instances-move-together.ts';
import { interfaceExists } from './interface-exists.ts';
import { keywordHasValue } from './keyword-has-value.ts';
import { labelFits } from './label-fits.ts';
import { noRulesByKeyword } from './no-rules-by-keyword.ts';
import { nopreemptOnBoth } from './nopreempt-on-both.ts';
import { nopreemptWithoutWeights } from './nopreempt-without-weights.ts';
import { oneFamilyPerInstance } from './one-family-per-instance.ts';
import { oneKeywordALine } from './one-keyword-a-line.ts';
import { otherLinksTracked } from './other-links-tracked.ts';
import { ownLinkNotTracked } from './own-link-not-tracked.ts';
import { preemptDelayOnPreferredNode } from './preempt-delay-on-preferred-node.ts';
import { preemptionSettingsCount } from './preemption-settings-count.ts';
import { prioritiesDiffer } from './priorities-differ.ts';
import { priority255IsTheOwner } from './priority-255-is-the-owner.ts';
import { routerIdDiffers } from './router-id-differs.ts';
import { separateInstancesSeparateLinks } from './separate-instances-separate-links.ts';
import { unicastHasPeers } from './unicast-has-peers.ts';
import { unicastPeersMirror } from './unicast-peers-mirror.ts';
import { unicastSourceChecked } from './unicast-source-checked.ts';
import { unicastSourceIsOwn } from './unicast-source-is-own.ts';
import { unicastWithoutStrict } from './unicast-without-strict.ts';
import { versionMatchesOnPair } from './version-matches-on-pair.ts';
import { vipCountMatchesOnPair } from './vip-count-matches-on-pair.ts';
import { vipInInterfaceNetwork } from './vip-in-interface-network.ts';
import { vipInOneInstance } from './vip-in-one-instance.ts';
import { vipMaskMatchesOnPair } from './vip-mask-matches-on-pair.ts';
import { vipNotANodeAddress } from './vip-not-a-node-address.ts';
import { vipReachableWithoutOwner } from './vip-reachable-without-owner.ts';
import { vipsMatchOnPair } from './vips-match-on-pair.ts';
import { vipsOutliveEachOther } from './vips-outlive-each-other.ts';
import { vmacSendsUnicastFromBase } from './vmac-sends-unicast-from-base.ts';
import { vridFreeOnSegment } from './vrid-free-on-segment.ts';
import { vridMatchesOnPair } from './vrid-matches-on-pair.ts';
import { vridNotTheSample } from './vrid-not-the-sample.ts';
import { vridOncePerInterface } from './vrid-once-per-interface.ts';
import { weightFlipsPriority } from './weight-flips-priority.ts';
import { weightZeroForHealth } from './weight-zero-for-health.ts';

export const vrrpRules: readonly Rule[] = [
  vridMatchesOnPair,
  vridFreeOnSegment,
  vridNotTheSample,
  vridOncePerInterface,
  vipsMatchOnPair,
  vipCountMatchesOnPair,
  vipInOneInstance,
  vipMaskMatchesOnPair,
  vipInInterfaceNetwork,
  vipNotANodeAddress,
  prioritiesDiffer,
  authMatchesOnPair,
  authNotReliedOn,
  authPassKeptWhole,
  advertMatchesOnPair,
  advertMatchesInVersion3,
  versionMatchesOnPair,
  advertIsRepresentable,
  unicastPeersMirror,
  weightZeroForHealth,
  nopreemptWithoutWeights,
  preemptionSettingsCount,
  preemptDelayOnPreferredNode,
  failbackIsChosen,
  nopreemptOnBoth,
  weightFlipsPriority,
  instancesMoveTogether,
  otherLinksTracked,
  groupMembersAgree,
  vipReachableWithoutOwner,
  noRulesByKeyword,
  unicastWithoutStrict,
  priority255IsTheOwner,
  interfaceExists,
  unicastSourceIsOwn,
  unicastHasPeers,
  unicastSourceChecked,
  arpIsRepeated,
  garpIntervalInRange,
  downTimerMatchesOnPair,
  advertLeavesRoom,
  vmacSendsUnicastFromBase,
  vipsOutliveEachOther,
  labelFits,
  oneFamilyPerInstance,
  separateInstancesSeparateLinks,
  routerIdDiffers,
  oneKeywordALine,
  fileIsRead,
  ownLinkNotTracked,
  keywordHasValue,
];
