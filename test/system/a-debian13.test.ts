import { activeStandby } from './support/active-standby.ts';
import { story } from './support/story.ts';

/** keepalived 2.3, haproxy 3.0. */
await story(activeStandby('A-debian13', 'prod-bj-debian13', ['d13a', 'd13b'], '198.51.100.117'));
