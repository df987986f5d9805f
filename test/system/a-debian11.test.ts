import { activeStandby } from './support/active-standby.ts';
import { story } from './support/story.ts';

/** keepalived 2.1, haproxy 2.2. */
await story(activeStandby('A-debian11', 'prod-bj-debian11', ['d11a', 'd11b'], '198.51.100.116'));
