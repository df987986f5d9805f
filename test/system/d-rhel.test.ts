import { story } from './support/story.ts';
import { webHa } from './support/web-ha.ts';

/** Real dnf, real rpm. */
await story(webHa('D-rhel', 'web-ha-rhel', ['r1', 'r2'], '198.51.100.118'));
