import type { Rule } from '../../rule.ts';
import { deadServerIsGivenUpSoon } from './dead-server-is-given-up-soon.ts';
import { deadServerIsLeftOut } from './dead-server-is-left-out.ts';
import { nginxCanBeRead } from './nginx-can-be-read.ts';
import { nginxStartsWithoutDns } from './nginx-starts-without-dns.ts';
import { nonlocalListenAllowed } from './nonlocal-listen-allowed.ts';
import { serverNamesAreDistinct } from './server-names-are-distinct.ts';
import { serversKnowTheClient } from './servers-know-the-client.ts';

export const nginxRules: readonly Rule[] = [
  deadServerIsLeftOut,
  deadServerIsGivenUpSoon,
  serversKnowTheClient,
  nonlocalListenAllowed,
  serverNamesAreDistinct,
  nginxStartsWithoutDns,
  nginxCanBeRead,
];
