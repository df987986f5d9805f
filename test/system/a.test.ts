import { activeStandby } from './support/active-standby.ts';
import { story } from './support/story.ts';

await story(activeStandby('A', 'prod-bj', ['lb01', 'lb02'], '198.51.100.100'));
