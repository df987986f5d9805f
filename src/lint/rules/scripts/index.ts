import type { Rule } from '../../rule.ts';
import { checkAsksEveryPort } from './check-asks-every-port.ts';
import { checkAsksTheService } from './check-asks-the-service.ts';
import { checkCanFail } from './check-can-fail.ts';
import { checkEndsInTime } from './check-ends-in-time.ts';
import { checkJudgesItsOwnNode } from './check-judges-its-own-node.ts';
import { checkLooksBehindThePort } from './check-looks-behind-the-port.ts';
import { checkNeedsNoServiceManager } from './check-needs-no-service-manager.ts';
import { checkOnlyLooks } from './check-only-looks.ts';
import { checkWaitsForAnswer } from './check-waits-for-answer.ts';
import { checkWritesNothingThatGrows } from './check-writes-nothing-that-grows.ts';
import { faultNeedsTwoFailures } from './fault-needs-two-failures.ts';
import { intervalAndWeightInRange } from './interval-and-weight-in-range.ts';
import { mailGoesSomewhere } from './mail-goes-somewhere.ts';
import { notifyInOrder } from './notify-in-order.ts';
import { notifyIsOnNode } from './notify-is-on-node.ts';
import { notifyKnowsWithoutConfig } from './notify-knows-without-config.ts';
import { numbersComparedByWords } from './numbers-compared-by-words.ts';
import { onlyRootChangesScript } from './only-root-changes-script.ts';
import { processWeightIsSaid } from './process-weight-is-said.ts';
import { scriptCanRun } from './script-can-run.ts';
import { scriptIsOnNode } from './script-is-on-node.ts';
import { scriptIsValidShell } from './script-is-valid-shell.ts';
import { scriptUserExists } from './script-user-exists.ts';
import { scriptUserIsSet } from './script-user-is-set.ts';
import { scriptUserMaySignal } from './script-user-may-signal.ts';
import { serviceIsTracked } from './service-is-tracked.ts';
import { testsComeOutBothWays } from './tests-come-out-both-ways.ts';
import { trackersMatchOnPair } from './trackers-match-on-pair.ts';

/** SCR007 stands with those that only a running node tells. */
export const scriptRules: readonly Rule[] = [
  serviceIsTracked,
  trackersMatchOnPair,
  scriptUserIsSet,
  scriptUserExists,
  scriptIsOnNode,
  scriptCanRun,
  checkAsksTheService,
  checkLooksBehindThePort,
  checkJudgesItsOwnNode,
  faultNeedsTwoFailures,
  checkEndsInTime,
  checkAsksEveryPort,
  checkNeedsNoServiceManager,
  checkWritesNothingThatGrows,
  checkOnlyLooks,
  intervalAndWeightInRange,
  onlyRootChangesScript,
  scriptUserMaySignal,
  scriptIsValidShell,
  numbersComparedByWords,
  testsComeOutBothWays,
  checkCanFail,
  processWeightIsSaid,
  checkWaitsForAnswer,
  mailGoesSomewhere,
  notifyKnowsWithoutConfig,
  notifyIsOnNode,
  notifyInOrder,
];
