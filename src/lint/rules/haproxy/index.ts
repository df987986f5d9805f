import type { Rule } from '../../rule.ts';
import { checkProbesWhatIsBound } from './check-probes-what-is-bound.ts';
import { deadServerDropsSessions } from './dead-server-drops-sessions.ts';
import { defaultsRulesFit } from './defaults-rules-fit.ts';
import { frontendHasBackend } from './frontend-has-backend.ts';
import { haproxyCanBeRead } from './haproxy-can-be-read.ts';
import { haproxyIsTheSameOnPair } from './haproxy-is-the-same-on-pair.ts';
import { httpBackendChecksHttp } from './http-backend-checks-http.ts';
import { internalPortsAreNotPublic } from './internal-ports-are-not-public.ts';
import { keywordHasValue } from './keyword-has-value.ts';
import { keywordsAreKnown } from './keywords-are-known.ts';
import { keywordsExistInVersion } from './keywords-exist-in-version.ts';
import { linesAreReadToTheirEnd } from './lines-are-read-to-their-end.ts';
import { listenersAreDistinct } from './listeners-are-distinct.ts';
import { longSessionsOutliveTimeouts } from './long-sessions-outlive-timeouts.ts';
import { noUselessLines } from './no-useless-lines.ts';
import { namesAreThereOnce } from './names-are-there-once.ts';
import { nonlocalBindAllowed } from './nonlocal-bind-allowed.ts';
import { oldProcessesEnd } from './old-processes-end.ts';
import { oneLostCheckIsForgiven } from './one-lost-check-is-forgiven.ts';
import { openFilesSuffice } from './open-files-suffice.ts';
import { passwordsAreNotGuessed } from './passwords-are-not-guessed.ts';
import { portsAreInRange } from './ports-are-in-range.ts';
import { referencedFilesExist } from './referenced-files-exist.ts';
import { reloadHandsOverListeners } from './reload-hands-over-listeners.ts';
import { serverIsWhatItsNameSays } from './server-is-what-its-name-says.ts';
import { serverNamesResolve } from './server-names-resolve.ts';
import { serversAreChecked } from './servers-are-checked.ts';
import { serviceHasTwoServers } from './service-has-two-servers.ts';
import { statsAreNotPublic } from './stats-are-not-public.ts';
import { statsSocketIsUsable } from './stats-socket-is-usable.ts';
import { stickTablesAreShared } from './stick-tables-are-shared.ts';
import { timeoutsAreSet } from './timeouts-are-set.ts';
import { tlsIsNotBroken } from './tls-is-not-broken.ts';
import { vipHasListener } from './vip-has-listener.ts';

export const haproxyRules: readonly Rule[] = [
  vipHasListener,
  nonlocalBindAllowed,
  listenersAreDistinct,
  checkProbesWhatIsBound,
  serversAreChecked,
  httpBackendChecksHttp,
  serviceHasTwoServers,
  oneLostCheckIsForgiven,
  frontendHasBackend,
  timeoutsAreSet,
  longSessionsOutliveTimeouts,
  statsSocketIsUsable,
  reloadHandsOverListeners,
  openFilesSuffice,
  oldProcessesEnd,
  stickTablesAreShared,
  serverNamesResolve,
  deadServerDropsSessions,
  haproxyIsTheSameOnPair,
  passwordsAreNotGuessed,
  statsAreNotPublic,
  internalPortsAreNotPublic,
  tlsIsNotBroken,
  referencedFilesExist,
  keywordsExistInVersion,
  serverIsWhatItsNameSays,
  noUselessLines,
  portsAreInRange,
  keywordsAreKnown,
  haproxyCanBeRead,
  linesAreReadToTheirEnd,
  keywordHasValue,
  namesAreThereOnce,
  defaultsRulesFit,
];
